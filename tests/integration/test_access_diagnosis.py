"""Why a private package is out of reach: in git's own words, unless it is known what they mean.

A git of the test's own says what the real one says, so that no server has to be in that state.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from goldenpath.operations.new import access
from goldenpath.operations.new.not_locked import NoAccessError

from support.template import catalogue

SERVICE = {"shape": "llm-service", "organisation": "palindrom-ai"}
URL = "https://github.com/palindrom-ai/llm"
UNABLE = f"fatal: unable to access '{URL}/': "
UNREAD = """fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.
"""
NO_ACCESS = (
    f"fatal: Authentication failed for '{URL}/'",
    f"remote: Repository not found.\nfatal: repository '{URL}/' not found",
    "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
    "fatal: could not read Password for 'https://me@github.com': No such device or address",
    f"{UNABLE}The requested URL returned error: 403",
    f"git@github.com: Permission denied (publickey).\n{UNREAD}",
    f"ERROR: Repository not found.\n{UNREAD}",
    f"fatal: '/srv/llm' does not appear to be a git repository\n{UNREAD}",
)
NO_NETWORK = (
    f"{UNABLE}Could not resolve host: github.com",
    f"{UNABLE}Failed to connect to github.com port 443 after 9 ms: Couldn't connect to server",
    f"ssh: Could not resolve hostname github.com: Name or service not known\n{UNREAD}",
)
QUOTED = (
    (f"{UNABLE}Could not resolve proxy: nope.invalid", "Could not resolve proxy: nope.invalid"),
    (f"{UNABLE}Failed to connect to 127.0.0.1 port 9 after 0 ms", "Failed to connect to 127.0.0.1"),
    (f"{UNABLE}Could not resolve host: mirror.invalid", "Could not resolve host: mirror.invalid"),
    (f"{UNABLE}SSL certificate problem: certificate has expired", "SSL certificate problem"),
    (f"{UNABLE}The requested URL returned error: 500", "The requested URL returned error: 500"),
    (
        f"ssh: connect to host 127.0.0.1 port 9: Connection refused\n{UNREAD}",
        "ssh: connect to host 127.0.0.1 port 9: Connection refused",
    ),
    (f"Host key verification failed.\n{UNREAD}", "Host key verification failed"),
    ("fatal: cannot run /usr/bin/ssh: Permission denied\n", "cannot run /usr/bin/ssh"),
    ("fatal: unable to find remote helper for 'https'", "unable to find remote helper"),
    ("", "nothing"),
)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder with a git."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("GIT_ASKPASS", "")
    return folder


def write_git(tools: Path, script: str) -> None:
    (tools / "git").write_text(f"#!/bin/sh\n{script}\n")
    (tools / "git").chmod(0o755)


def told(tools: Path, said: str) -> str:
    (tools / "said").write_text(said)
    write_git(tools, f"cat '{tools}/said' >&2; exit 128")
    return refusal()


def refusal() -> str:
    with (
        access.access_check(catalogue()) as check,
        pytest.raises(NoAccessError) as refused,
    ):
        check.require(SERVICE, is_complete=True)
    return str(refused.value)


@pytest.mark.parametrize("said", NO_ACCESS)
def test_only_these_words_mean_that_access_is_missing(tools: Path, said: str) -> None:
    sentence = told(tools, said)
    assert f"this machine has no access to {URL}: ask an owner of " in sentence
    assert "git says" not in sentence


@pytest.mark.parametrize("said", NO_NETWORK)
def test_without_a_network_nobody_is_asked(tools: Path, said: str) -> None:
    assert "this machine cannot reach github.com: connect it to the network" in told(tools, said)


@pytest.mark.parametrize(("said", "quoted"), QUOTED)
def test_everything_else_is_quoted(tools: Path, said: str, quoted: str) -> None:
    sentence = told(tools, said)
    assert f"git cannot read {URL} (it says '{quoted}" in sentence
    assert "access to" not in sentence
    assert "connect it" not in sentence


def test_a_machine_without_git_is_not_a_slow_server(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tools))
    sentence = refusal()
    assert "git is not on PATH" in sentence
    assert "did not answer" not in sentence


def test_no_program_is_left_when_the_check_ends_early(tools: Path) -> None:
    """Whenever the end comes: before a program starts, while it starts, or afterwards."""
    write_git(tools, f"echo $$ >> '{tools}/started'; exec sleep 37")
    (tools / "started").touch()
    for number in range(60):
        with access.access_check(catalogue()) as check:
            check.begin(SERVICE)
            time.sleep(number % 6 / 1000)
    assert still_running(tools) == []


def test_after_the_end_no_program_starts(tools: Path) -> None:
    """A thread may be as late as it likes."""
    write_git(tools, f"echo $$ >> '{tools}/started'; exec sleep 37")
    (tools / "started").touch()
    with access.access_check(catalogue()) as check:
        pass
    check.begin(SERVICE)
    assert still_running(tools) == []


def test_a_program_that_does_not_listen_is_killed(tools: Path) -> None:
    write_git(tools, f"trap '' TERM; echo $$ >> '{tools}/started'; exec sleep 37")
    with access.access_check(catalogue()) as check:
        check.begin(SERVICE)
        while not (tools / "started").is_file():
            time.sleep(0.01)
    assert still_running(tools) == []


def still_running(tools: Path) -> list[int]:
    """The gits that are still there a moment later, which are ended now."""
    time.sleep(0.5)
    left = []
    for process in map(int, (tools / "started").read_text().split()):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            left.append(process)
    return left
