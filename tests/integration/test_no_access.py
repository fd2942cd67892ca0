"""Without access to the organisation's own package, a person is told early, and loses nothing."""

import shlex
import socket
from pathlib import Path

import pytest

from goldenpath.model.catalogue import Catalogue
from goldenpath.model.errors import ExitCode
from goldenpath.operations.new import access
from goldenpath.operations.new.not_locked import NoAccessError

from support.command import run_goldenpath
from support.template import ROOT, catalogue

SERVICE = {"shape": "llm-service", "organisation": "palindrom-ai"}
SOURCE = "https://github.com/palindrom-ai/llm"


CALLED = (str(ROOT / "uvw"), "run", "--project", str(ROOT), "goldenpath")


def leads_to(place: str) -> dict[str, str]:
    """An environment in which git finds the package elsewhere."""
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{place}.insteadOf",
        "GIT_CONFIG_VALUE_0": SOURCE,
        "GIT_ASKPASS": "",
    }


def test_new_says_whom_to_ask_and_how_to_go_on(released_template: Path, tmp_path: Path) -> None:
    environment = leads_to((tmp_path / "none").as_uri())
    answers = ("--shape", "llm-service", "--data", "project_name=It is mine")
    done = run_goldenpath(
        *("new", "my repo", "--defaults", *answers, "--template", str(released_template)),
        folder=tmp_path,
        environment=environment,
    )
    assert done.returncode == ExitCode.ENVIRONMENT
    sentence, create, then = done.stderr.splitlines()[-3:]
    assert "palindrom-ai-llm is a private package of Palindrom," in sentence
    assert f"has no access to {SOURCE}: ask an owner of https://github.com/palindrom-ai" in sentence
    assert "fatal" not in done.stderr
    assert list(tmp_path.iterdir()) == []
    words = shlex.split(create)
    # From another folder, goldenpath in its checkout is called in full.
    assert tuple(words[: len(CALLED)]) == CALLED
    again = run_goldenpath(*words[len(CALLED) :], folder=tmp_path, environment=environment)
    assert again.returncode == 0, again.stderr
    answers_file = (tmp_path / "my repo/.copier-answers.yml").read_text()
    assert "project_name: It is mine" in answers_file
    assert shlex.split(then) == [*CALLED, "try", "my repo"]


def test_a_lock_that_fails_is_one_sentence_and_a_command(
    released_template: Path, tmp_path: Path
) -> None:
    done = run_goldenpath(
        *("new", "repo", "--defaults", "--template", str(released_template)),
        folder=tmp_path,
        environment={"UV_DEFAULT_INDEX": "https://127.0.0.1:1/simple", "UV_HTTP_RETRIES": "0"}
        | {"UV_NO_CACHE": "1"},
    )
    assert done.returncode == ExitCode.ENVIRONMENT
    sentence, again = done.stderr.splitlines()[-2:]
    assert "because uv cannot reach the package index https://127.0.0.1:1. Nothing was" in sentence
    called = shlex.join(CALLED)
    assert again == f"  {called} new repo --defaults --template {released_template}"
    assert list(tmp_path.iterdir()) == []


def refused(known: Catalogue) -> str | None:
    with access.access_check(known) as check:
        try:
            check.require(SERVICE, is_complete=True)
        except NoAccessError as error:
            return str(error)
    return None


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = f"https://127.0.0.1:{server.getsockname()[1]}/llm"
        for name, value in leads_to(place).items():
            monkeypatch.setenv(name, value)
        assert "did not answer within" in str(refused(catalogue()))


def test_a_profile_says_whom_to_ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in leads_to((tmp_path / "none").as_uri()).items():
        monkeypatch.setenv(name, value)
    known = catalogue()
    profiles = tuple(
        each.model_copy(update={"contact": "the platform team in #platform"})
        for each in known.organisations
    )
    told = str(refused(known.model_copy(update={"organisations": profiles})))
    assert "ask the platform team in #platform for access" in told


def test_a_token_of_an_askpass_program_is_left_to_uv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in leads_to((tmp_path / "none").as_uri()).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GIT_ASKPASS", "/bin/false")
    assert refused(catalogue()) is None


def test_a_shape_on_public_packages_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_why_out_of_reach", lambda *_: pytest.fail("asked"))
    with access.access_check(catalogue()) as check:
        check.require({"shape": "livekit-agent", "organisation": "palindrom-ai"}, is_complete=True)
