"""git's own lock on a repository's index, held by goldenpath.

As long as `index.lock` exists, no git command stages, commits, merges or stashes there. git takes
over a new index by a rename, and so does goldenpath: until then it works on a copy. The lock has a
mark, so that one which a kill has left behind can be told from the lock of a git at work.
"""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.operations.git.plumbing import Git

_LOCK = "index.lock"
_INDEX = "index"
# What git puts behind the name of an index to lock it.
_LOCKED = ".lock"
# git writes an index into its locks, and that begins with other bytes.
_MARK = b"goldenpath\n"


@contextmanager
def own_index(git: Git, git_folder: Path, scratch: Path) -> Generator[Git]:
    """Hold the lock, and give git with a copy of the index at ``scratch``.

    Raises:
        BadInputError: another git holds the lock.
    """
    _clear(scratch)
    _take(git_folder / _LOCK, scratch)
    try:
        if (git_folder / _INDEX).exists():
            shutil.copy2(git_folder / _INDEX, scratch)
        yield git.with_variables(GIT_INDEX_FILE=str(scratch))
    finally:
        _clear(scratch)
        (git_folder / _LOCK).unlink(missing_ok=True)


def take_over(git_folder: Path, scratch: Path) -> None:
    """Make the copy at ``scratch`` the index of the repository."""
    os.replace(scratch, git_folder / _INDEX)


def forget_dead_git(scratch: Path) -> None:
    """Remove the lock on the copy that a git has left which was killed, as by a full disk."""
    Path(f"{scratch}{_LOCKED}").unlink(missing_ok=True)


def has_stale_lock(git_folder: Path) -> bool:
    """Whether goldenpath has made the lock that is there; it is stale if no update is at work."""
    try:
        with (git_folder / _LOCK).open("rb") as file:
            return file.read(len(_MARK) + 1) == _MARK
    except OSError:
        return False


def remove_stale_lock(git_folder: Path) -> None:
    """Remove the lock of a goldenpath that was killed; the lock of a git stays."""
    if has_stale_lock(git_folder):
        (git_folder / _LOCK).unlink(missing_ok=True)


def _take(lock: Path, scratch: Path) -> None:
    """Make the lock, with its mark in it from the first moment."""
    try:
        scratch.write_bytes(_MARK)
        os.link(scratch, lock)
    except FileExistsError as error:
        raise BadInputError(
            f"{lock} exists, so another git is at work: wait for it, or remove the file if there is"
            " none. Nothing was changed."
        ) from error
    except OSError as error:
        raise EnvironmentProblemError(
            f"{lock} cannot be made: {error.strerror}. Nothing was changed."
        ) from error
    finally:
        _clear(scratch)


def _clear(scratch: Path) -> None:
    """Remove the copy, and the lock on it that a git may have left when it was killed."""
    scratch.unlink(missing_ok=True)
    forget_dead_git(scratch)
