"""A killed `goldenpath update`: after `recover`, the repository is as before, or wholly updated."""

import multiprocessing
import os
import random
import resource
import shutil
import signal
import time
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.update import UpdateState
from goldenpath.operations.journal.journal import Journal, journal_path, write_journal
from goldenpath.operations.update import last_step
from goldenpath.operations.update.recovery import recover

from support.small_template import (
    Repository,
    SmallTemplate,
    new_repository,
    snapshot,
    write,
)
from support.template import git

pytestmark = pytest.mark.slow

# So many that git is at work on them for a while.
FILES = 250
KILLS, INSIDE = 12, 8
ALL_KILLS, ALL_INSIDE = 300, 200

type Work = Mapping[str, str]
type Snapshot = Mapping[str, tuple[str, bytes]]


@pytest.fixture
def edited(small: SmallTemplate, tmp_path: Path) -> Repository:
    """A repository with edits of the team's, one release behind."""
    lines = "".join(f"line {number}\n" for number in range(200))
    small.release("v1.1.0", {f"ci/{number}.yml": lines for number in range(FILES)})
    repository = new_repository(small.folder, tmp_path / "edited", version="v1.1.0")
    for number in range(0, FILES, 50):
        repository.edit(f"ci/{number}.yml", "line 3\n", f"line 3 of the team, in {number}\n")
    repository.write("src/ours.py", "print('ours')\n")
    newer = {f"ci/{number}.yml": lines.replace("line 150", "newer") for number in range(FILES)}
    renamed = {f"ci/more/{number}.yml": newer.pop(f"ci/{number}.yml") for number in range(1, 40)}
    gone = {f"ci/{number}.yml": None for number in range(1, 40)}
    small.release("v1.2.0", {**newer, **renamed, **gone})
    return repository


def start(repository: Repository) -> BaseProcess:
    """Update in a process of its own, which has imported all that it needs."""

    def work() -> None:
        os.setsid()
        repository.update()

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    return process


def kill(process: BaseProcess, *, with_children: bool) -> None:
    assert process.pid
    try:
        (os.killpg if with_children else os.kill)(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        # It was done, or had not yet become the leader of its group.
        process.kill()
    process.join()


def wait_for_the_last_step(repository: Repository, process: BaseProcess) -> None:
    journal = journal_path(repository.root / ".git")
    while process.is_alive() and not journal.exists():
        pass


def add(repository: Repository, *paths: str) -> None:
    # As git tells a person to do who finds the lock of a dead process.
    (repository.root / ".git/index.lock").unlink(missing_ok=True)
    git("add", *paths, folder=repository.root)


def nothing(repository: Repository) -> Work:
    del repository
    return {}


def edit(repository: Repository) -> Work:
    """Edit files that the update changes, moves and leaves alone."""
    work = {"ci/200.yml": "an edit\n", "ci/3.yml": "another\n", "README.md": "a third\n"}
    for path, text in work.items():
        write(repository.root / path, text)
    return work


def stage(repository: Repository) -> Work:
    work = edit(repository)
    add(repository, *work)
    staged = {path: git("show", f":{path}", folder=repository.root) for path in work}
    assert staged == work
    return work


def make_files(repository: Repository) -> Work:
    work = {"ci/more/3.yml": "in the way\n", "src/new.py": "new\n", "ci/more/mine": "mine\n"}
    for path, text in work.items():
        write(repository.root / path, text)
    add(repository, "src/new.py")
    return work


# What a person may do between a kill and `recover`; each returns what must be there afterwards.
WORK = (nothing, edit, stage, make_files)


def test_killed_updates_are_undone_or_complete(
    edited: Repository, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    takes_all = pytestconfig.getoption("--all-kills")
    kills, inside = (ALL_KILLS, ALL_INSIDE) if takes_all else (KILLS, INSIDE)
    pristine = tmp_path / "pristine"
    edited.root.rename(pristine)
    before = snapshot(pristine)
    root = tmp_path / "work"
    repository = Repository(root, edited.cache)

    shutil.copytree(pristine, root, symlinks=True)
    began = time.monotonic()
    process = start(repository)
    process.join()
    length = time.monotonic() - began
    after = snapshot(root)
    assert repository.status() == ""
    require_all_edits(after)

    moments = random.Random(2026)  # noqa: S311
    undone = 0
    for number in range(kills):
        shutil.rmtree(root)
        shutil.copytree(pristine, root, symlinks=True)
        process = start(repository)
        if number < inside:
            wait_for_the_last_step(repository, process)
            time.sleep(moments.random() * 0.05)
        else:
            time.sleep(moments.random() * length)
        kill(process, with_children=bool(number % 2))
        work = WORK[number % len(WORK)](repository)
        recover(root)
        for path, text in work.items():
            assert repository.read(path) == text, f"kill {number}"
        git("reset", "--quiet", "--hard", folder=root)
        git("clean", "--quiet", "-d", "--force", folder=root)
        found = snapshot(root)
        assert found in (before, after), f"kill {number}"
        undone += found == before
    assert 0 < undone < kills or not takes_all
    assert repository.update().state in (UpdateState.UPDATED, UpdateState.UP_TO_DATE)
    assert snapshot(root) == after


def require_all_edits(found: Snapshot) -> None:
    for number in range(0, FILES, 50):
        assert f"line 3 of the team, in {number}\n".encode() in found[f"ci/{number}.yml"][1]
    assert found["src/ours.py"][1] == b"print('ours')\n"


def interrupted(repository: Repository) -> None:
    """Kill an update in its last step, before it is through."""
    for _ in range(50):
        process = start(repository)
        wait_for_the_last_step(repository, process)
        kill(process, with_children=True)
        if journal_path(repository.root / ".git").exists():
            return
        git("reset", "--quiet", "--hard", "HEAD~1", folder=repository.root)
    pytest.fail("Every update was faster than its kill.")


def test_the_next_command_finds_a_killed_update(edited: Repository) -> None:
    interrupted(edited)
    with pytest.raises(BadInputError, match=r"interrupted: run `goldenpath recover"):
        edited.update()


def test_edits_made_after_the_kill_are_kept(edited: Repository) -> None:
    interrupted(edited)
    (edited.root / "ci/200.yml").write_text("an afternoon's work\n")
    (edited.root / "README.md").write_text("more work\n")
    (edited.root / "src/newer.py").write_text("still more\n")
    lock = edited.root / ".git/index.lock"
    lock.unlink(missing_ok=True)
    git("add", "README.md", "src/newer.py", folder=edited.root)
    recovery = recover(edited.root)
    assert recovery.kept == ("ci/200.yml",)
    assert edited.read("ci/200.yml") == "an afternoon's work\n"
    # What was staged is staged still, and nothing else differs from HEAD.
    assert edited.status() == "M  README.md\n M ci/200.yml\nA  src/newer.py\n"
    assert git("show", ":README.md", folder=edited.root) == "more work\n"


def test_a_living_update_is_no_killed_one(edited: Repository) -> None:
    process = start(edited)
    wait_for_the_last_step(edited, process)
    assert process.pid
    os.kill(process.pid, signal.SIGSTOP)
    if not journal_path(edited.root / ".git").exists():
        os.kill(process.pid, signal.SIGCONT)
        process.join()
        pytest.skip("the update was too fast to be stopped")
    waiting = multiprocessing.get_context("fork").Process(target=recover, args=(edited.root,))
    waiting.start()
    time.sleep(0.5)
    assert waiting.is_alive()
    os.kill(process.pid, signal.SIGCONT)
    process.join()
    waiting.join()
    assert waiting.exitcode == 0
    assert edited.status() == ""
    assert "newer" in edited.read("ci/200.yml")


# Bytes: one large file does not fit, or nothing does.
@pytest.mark.parametrize("limit", [1_000_000, 1])
def test_an_update_that_the_disk_stops_is_undone(
    small: SmallTemplate, repository: Repository, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    is_undone = limit > 1
    small.release("v1.1.0", {"ci/build.yml": "new\n", "ci/large.yml": "a line\n" * 500_000})
    before = snapshot(repository.root)

    def fill_the_disk(git_folder: Path, journal: Journal) -> None:
        write_journal(git_folder, journal)
        # From now on, the process and its git write no large file, or none at all.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    def work() -> None:
        try:
            repository.update()
        except EnvironmentProblemError as error:
            os._exit(3 if "goldenpath recover" in str(error) else 4)

    with monkeypatch.context() as patched:
        patched.setattr(last_step, "write_journal", fill_the_disk)
        process = multiprocessing.get_context("fork").Process(target=work)
        process.start()
    process.join()
    assert process.exitcode == (4 if is_undone else 3)
    if not is_undone:
        with pytest.raises(BadInputError, match="interrupted"):
            repository.update()
        recover(repository.root)
    assert snapshot(repository.root) == before
    assert repository.status() == ""
    assert repository.update().state is UpdateState.UPDATED
