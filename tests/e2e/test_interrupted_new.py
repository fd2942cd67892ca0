"""A killed `goldenpath new` leaves nothing at its destination, or everything."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.command import run_goldenpath
from support.template import git

pytestmark = pytest.mark.slow

# One in each fortieth of the time in which there is something to spoil; the default run has every
# fifth one, `pytest --all-kills` has them all.
KILLS = 40
# Of the time that an undisturbed run takes; a little over 1, so that the last moments are hit.
LATEST = 1.1
PATIENCE_SECONDS = 60


def start(template: Path, destination: Path) -> subprocess.Popen[bytes]:
    arguments = ["new", str(destination), "--defaults", "--template", str(template)]
    return subprocess.Popen(
        [sys.executable, "-m", "goldenpath", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # A terminal that is closed takes the children too; a kill from outside does not.
        start_new_session=True,
    )


def require_complete(repository: Path) -> None:
    assert git("status", "--porcelain", folder=repository) == ""
    assert "uv.lock" in git("ls-files", folder=repository).split()
    assert git("log", "--format=%s", folder=repository).startswith("feat: ")
    assert git("fsck", "--strict", folder=repository) == ""


def wait_for_hidden_folder(folder: Path, before: set[Path]) -> None:
    """Return when a run has begun to write; before that, it only imports."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not set(folder.glob(".*.goldenpath-*")) - before:
        assert time.monotonic() < deadline
        time.sleep(0.002)


def seconds_of_writing(template: Path, destination: Path) -> float:
    """How long an undisturbed run takes once it has begun to write."""
    process = start(template, destination)
    wait_for_hidden_folder(destination.parent, set())
    began = time.monotonic()
    assert process.wait() == 0
    require_complete(destination)
    return time.monotonic() - began


def test_kills_never_leave_part_of_a_repository(
    released_template: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    # The first run fills caches that the others find.
    for name in ("first", "second"):
        length = seconds_of_writing(released_template, tmp_path / name)

    chance = random.Random(2026)  # noqa: S311
    moments = [(number + chance.random()) / KILLS * LATEST * length for number in range(KILLS)]
    if not pytestconfig.getoption("--all-kills"):
        moments = moments[::5]
    # In any order, so that both kinds of kill come early and late.
    chance.shuffle(moments)
    destination = tmp_path / "repo"
    nothing = 0
    for number, moment in enumerate(moments):
        before = set(tmp_path.glob(".*.goldenpath-*"))
        process = start(released_template, destination)
        wait_for_hidden_folder(tmp_path, before)
        time.sleep(moment)
        # Half of the kills spare git and uv, which then go on without their parent.
        kill = os.killpg if number % 2 else os.kill
        kill(process.pid, signal.SIGKILL)
        process.wait()
        if destination.exists():
            require_complete(destination)
            destination.rename(tmp_path / f"complete-{number}")
        else:
            nothing += 1
    # Had all of them come too late, nothing would have been tried.
    assert nothing > len(moments) / 4

    done = run_goldenpath(
        "new", destination, "--defaults", "--template", released_template, folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    require_complete(destination)
    assert list(tmp_path.glob(".repo.goldenpath-*")) == []


def test_a_run_leaves_the_hidden_folder_of_a_living_one_alone(
    released_template: Path, tmp_path: Path
) -> None:
    living = start(released_template, tmp_path / "repo")
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".repo.goldenpath-*/repo/pyproject.toml")):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.kill(living.pid, signal.SIGSTOP)
    other = run_goldenpath(
        *("new", "repo", "--defaults", "--no-lock", "--template", released_template),
        folder=tmp_path,
    )
    assert other.returncode == 0, other.stderr
    os.kill(living.pid, signal.SIGCONT)
    assert living.wait() == 2
    assert "uv.lock" not in git("ls-files", folder=tmp_path / "repo").split()
    assert list(tmp_path.glob(".repo*")) == []
