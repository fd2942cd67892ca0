"""The journal of an update's last step: what the work tree was, and what it is becoming.

It is written before git touches the work tree and removed afterwards. A lock that git inherits is
held as long as either process lives, so that a dead update can be told from a living one.
"""

import fcntl
import json
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from goldenpath.model.data_file import DataModel
from goldenpath.model.errors import BadInputError

_FOLDER = "goldenpath"
_JOURNAL = "update.json"
_LOCK = "update.lock"
# Seconds. Git that was spared by a kill finishes what it is at.
_PATIENCE = 10.0
_PAUSE = 0.05


class Journal(DataModel):
    """One update's last step."""

    before: str
    after: str
    branch: str | None


def journal_path(git_folder: Path) -> Path:
    """Where the journal is, when there is one."""
    return git_folder / _FOLDER / _JOURNAL


@contextmanager
def locked(git_folder: Path, *, patience: float = 0.0) -> Generator[int]:
    """Hold the lock of a repository; the descriptor is for children to inherit.

    Raises:
        BadInputError: another update is at work, also after ``patience`` seconds.
    """
    folder = git_folder / _FOLDER
    folder.mkdir(exist_ok=True)
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(lock, git_folder, patience)
        yield lock
    finally:
        os.close(lock)


def _acquire(lock: int, git_folder: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise BadInputError(
                    f"Another update of {git_folder.parent} is at work: wait until it is done."
                ) from error
            time.sleep(_PAUSE)
        else:
            return


@contextmanager
def recovery_lock(git_folder: Path) -> Generator[int]:
    """Hold the lock, and wait for a git that has outlived its update.

    Raises:
        BadInputError: an update is still at work.
    """
    with locked(git_folder, patience=_PATIENCE) as lock:
        yield lock


def write_journal(git_folder: Path, journal: Journal) -> None:
    """Write the journal: all of it, on the disk, before anything else happens."""
    path = journal_path(git_folder)
    scratch = path.with_suffix(".new")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(journal.model_dump_json())
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def read_journal(git_folder: Path) -> Journal | None:
    """The journal of an update that was interrupted; None when there is none.

    Raises:
        BadInputError: it is damaged.
    """
    path = journal_path(git_folder)
    try:
        return Journal.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, ValidationError) as error:
        raise BadInputError(
            f"{path} cannot be read: compare the work tree with `git diff HEAD`, and remove the"
            " file when it is as it should be."
        ) from error


def remove_journal(git_folder: Path) -> None:
    """Forget the journal: the update is complete, or undone."""
    journal_path(git_folder).unlink(missing_ok=True)


def require_no_interrupted_update(root: Path) -> None:
    """Refuse to go on where an update was killed.

    Raises:
        BadInputError: there is one to recover from.
    """
    folder = _git_folder_of(root)
    if folder and journal_path(folder).exists():
        raise BadInputError(
            f"An update of {root} was interrupted: run `goldenpath recover {root}` first, which"
            " puts the repository back."
        )


def _git_folder_of(root: Path) -> Path | None:
    """The git folder of a work tree, without starting git."""
    for folder in (root, *root.parents):
        git = folder / ".git"
        if git.is_dir():
            return git
        if git.is_file():
            named = git.read_text(encoding="utf-8", errors="replace").removeprefix("gitdir:")
            return (folder / named.strip()).resolve()
    return None
