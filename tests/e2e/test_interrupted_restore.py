"""Killed `restore` and `waive`: every file is whole, nothing is lost, the next run completes."""

import multiprocessing
import random
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from support.in_process import Commands
from support.small_template import Repository, SmallTemplate, new_repository, snapshot
from support.template import git

pytestmark = pytest.mark.slow

# So many that they are not replaced in no time.
FILES = 120
KILLS, ALL_KILLS = 12, 100
WORK = "".join(f"line {number} of the team\n" for number in range(50))

type Snapshot = Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True)
class Writing:
    """The writing part of a run, as its folder of prepared files shows it from outside."""

    repository: Repository
    work: Callable[[], object]

    @property
    def _scratch(self) -> Path:
        return self.repository.root / ".git/goldenpath/replacing"

    def is_prepared(self) -> bool:
        """Whether the first file is ready, and not yet in its place."""
        return (self._scratch / "0").exists()

    def is_going_on(self) -> bool:
        """Whether the run has not removed the folder yet."""
        return self._scratch.exists()

    def seconds(self) -> float:
        """How long an undisturbed run puts files in place."""
        process = self._started()
        began = time.perf_counter()
        while process.is_alive() and self.is_going_on():
            pass
        length = time.perf_counter() - began
        process.join()
        assert process.exitcode == 0
        return length

    def kill(self, delay: float) -> bool:
        """Kill a run so many seconds after it has begun; whether it had not ended by then."""
        process = self._started()
        deadline = time.perf_counter() + delay
        while time.perf_counter() < deadline:
            pass
        process.kill()
        process.join()
        return self.is_going_on()

    def _started(self) -> BaseProcess:
        """A run that has begun to write: one file is prepared and put in place in no time."""
        process = multiprocessing.get_context("fork").Process(target=self.work)
        process.start()
        while process.is_alive() and not self.is_going_on():
            pass
        return process


class ManyWriting(Writing):
    """The writing of many files begins when the first prepared one is gone."""

    def _started(self) -> BaseProcess:
        process = super()._started()
        while process.is_alive() and self.is_going_on() and not self.is_prepared():
            pass
        while process.is_alive() and self.is_prepared():
            pass
        return process


@pytest.fixture
def many(small: SmallTemplate, tmp_path: Path) -> Repository:
    """A repository with edits in many files, half of them in no commit."""
    small.release("v1.1.0", {f"ci/{number}.yml": "template\n" * 50 for number in range(FILES)})
    repository = new_repository(small.folder, tmp_path / "many", version="v1.1.0")
    for number in range(FILES):
        if number == FILES // 2:
            repository.commit()
        (repository.root / f"ci/{number}.yml").write_text(WORK)
    return repository


def wanted_kills(config: pytest.Config) -> int:
    return ALL_KILLS if config.getoption("--all-kills") else KILLS


def test_a_killed_restore_leaves_whole_files(
    many: Repository,
    pytestconfig: pytest.Config,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands = Commands(many, capsys, monkeypatch)
    pristine = many.root.with_name("pristine")
    shutil.copytree(many.root, pristine, symlinks=True)
    before = snapshot(many.root)

    def again() -> None:
        shutil.rmtree(many.root)
        shutil.copytree(pristine, many.root, symlinks=True)

    def restore() -> None:
        commands.restore(force=True)

    writing = ManyWriting(many, restore)
    length = writing.seconds()
    after = snapshot(many.root)
    assert after["ci/0.yml"][1] == b"template\n" * 50
    moments = random.Random(2026)  # noqa: S311
    inside = halves = 0
    wanted = wanted_kills(pytestconfig)
    for _ in range(wanted * 10):
        if inside == wanted:
            break
        again()
        was_inside = writing.kill(moments.random() * length)
        inside += was_inside
        # A busy machine is slower at one time than at another.
        length *= 1.2 if was_inside else 0.6
        found = snapshot(many.root)
        require_whole(found, before, after)
        halves += found not in (before, after)
        # Nothing but edits of known files, as before.
        assert git("ls-files", "--others", folder=many.root) == ""
        if found != before:
            require_kept(many)
        commands.restore(force=True)
        assert snapshot(many.root) == after
        # The next run that has something to write removes what the killed one has prepared.
        assert found == after or not writing.is_going_on()
    assert inside == wanted
    # Most of them fell between two renames.
    assert halves > wanted // 2


def require_whole(found: Snapshot, before: Snapshot, after: Snapshot) -> None:
    assert found.keys() == before.keys()
    for path, content in found.items():
        assert content in (before[path], after[path]), path


def require_kept(repository: Repository) -> None:
    """Whatever was in no commit is in the reference."""
    reference = git(
        "for-each-ref", "--format=%(refname)", "refs/goldenpath/replaced", folder=repository.root
    ).split()[0]
    listed = git("ls-tree", "-r", reference, "ci/", folder=repository.root)
    assert len(listed.splitlines()) == FILES - FILES // 2
    assert git("show", f"{reference}:ci/{FILES - 1}.yml", folder=repository.root) == WORK


def test_a_killed_waive_leaves_a_whole_file(
    repository: Repository,
    pytestconfig: pytest.Config,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands = Commands(repository, capsys, monkeypatch)
    file = repository.root / "goldenpath.toml"
    text = "# Ours.\n" + "# A line of ours.\n" * 5000
    file.write_text(text)

    def waive() -> None:
        commands.waive("ci/build.yml")

    writing = Writing(repository, waive)
    length = writing.seconds()
    after = file.read_text()
    assert after.startswith(text)
    assert "ci/build.yml" in after
    moments = random.Random(2026)  # noqa: S311
    inside = 0
    wanted = wanted_kills(pytestconfig)
    for _ in range(wanted * 20):
        if inside == wanted:
            break
        file.write_text(text)
        was_inside = writing.kill(moments.random() * length)
        inside += was_inside
        length *= 1.2 if was_inside else 0.6
        assert file.read_text() in (text, after)
        listed = git("status", "--porcelain", "--untracked-files=all", folder=repository.root)
        assert listed == "?? goldenpath.toml\n"
        waive()
        assert file.read_text() == after
        assert not writing.is_going_on()
    assert inside == wanted
