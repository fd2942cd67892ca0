"""Servers that take a connection and say nothing: given up, and nothing is left running."""

import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from time import monotonic

import pytest

from goldenpath.model.created import RenderRecord
from goldenpath.operations.git import plumbing
from goldenpath.operations.git.plumbing import Git, GitResult
from goldenpath.operations.new import recorded_location
from goldenpath.operations.render.template_source import TemplateSource
from goldenpath.operations.template_store import checkouts, versions

from support.safety.person import person
from support.small_template import Repository, SmallTemplate

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Generator[Path]:
    with person(tmp_path / "person") as folder:
        yield folder


@pytest.fixture
def silent() -> Generator[int]:
    """A server that takes every connection, and says nothing: its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def serve() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for one in held:
            one.close()


def talking_to(port: int) -> list[str]:
    """The command lines of the processes that talk to the server."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().decode().replace("\0", " ")
        except OSError:
            continue
        if f"127.0.0.1:{port}/" in line and "git" in line:
            found.append(line)
    return found


def test_a_server_that_says_nothing_is_given_up(
    repository: Repository, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was asked which releases it has, and gave no answer: it is not asked for more."""
    monkeypatch.setattr(versions, "_PATIENCE", 1.0)
    asked: list[str] = []
    try_run = Git.try_run

    def note(self: Git, *arguments: str | Path, **options: object) -> GitResult:
        asked.append(str(arguments[0]))
        return try_run(self, *arguments, **options)  # ty: ignore[invalid-argument-type]

    monkeypatch.setattr(Git, "try_run", note)
    store = checkouts.TemplateStore(repository.cache)
    began = monotonic()
    with pytest.raises(plumbing.EnvironmentProblemError, match=r"within 1 seconds\.$") as error:
        store.checkout(f"https://127.0.0.1:{silent}/template.git", "v1.0.0")
    assert "cannot be fetched" in str(error.value)
    assert monotonic() - began < 10
    assert "fetch" not in asked
    assert not talking_to(silent)


def test_a_fetch_that_takes_too_long_is_given_up(
    small: SmallTemplate, tmp_path: Path, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server has answered before, and no longer does: the lock of the cache is free again."""
    location = f"https://127.0.0.1:{silent}/template.git"
    reached = versions.find_releases(str(small.folder))
    monkeypatch.setattr(checkouts, "find_releases", lambda _: reached)
    monkeypatch.setattr(checkouts, "_PATIENCE", 1.0)
    for _ in range(2):
        store = checkouts.TemplateStore(tmp_path / "cache")
        with pytest.raises(plumbing.EnvironmentProblemError, match="cannot be fetched: git fetch"):
            store.checkout(location, "v1.0.0")
        assert not talking_to(silent)
    left = [path.name for path in (tmp_path / "cache").rglob("*.lock")]
    assert not left


def test_a_git_that_is_given_up_leaves_no_process(silent: int) -> None:
    """Git starts a program that talks to the server, and that one would live on."""
    asked = Git(Path("/")).reaching_remotes()
    with pytest.raises(plumbing.EnvironmentProblemError):
        asked.try_run("ls-remote", f"https://127.0.0.1:{silent}/x.git", timeout=1.0)
    assert not talking_to(silent)


def test_a_new_repository_does_not_wait_for_it(
    small: SmallTemplate, tmp_path: Path, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked whether it has the template's commit: without an answer, the folder is named."""
    monkeypatch.setattr(recorded_location, "_PATIENCE", 1.0)
    commit = Git(small.folder).run("rev-parse", "HEAD")
    rendered = RenderRecord(
        answers={}, version="v1.0.0", commit=commit, has_uncommitted_template=False
    )
    chosen = recorded_location.choose_location(
        TemplateSource(location=str(small.folder), version="HEAD", is_own=True),
        rendered,
        f"https://127.0.0.1:{silent}/goldenpath.git",
        checkouts.TemplateStore(tmp_path / "cache"),
    )
    assert chosen.location == str(small.folder)
    assert "did not answer within 1 seconds" in (chosen.problem or "")
    assert not talking_to(silent)


def test_a_killed_fleet_leaves_no_process(tmp_path: Path, silent: int) -> None:
    """The workers of a fleet end with all that they have started."""
    (tmp_path / "list").write_text(f"https://127.0.0.1:{silent}/one.git\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "goldenpath", "fleet", "check", "--from", "list"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = monotonic() + 20
    while not talking_to(silent) and monotonic() < until:
        pass
    assert talking_to(silent)
    process.terminate()
    process.wait(timeout=20)
    assert not talking_to(silent)
