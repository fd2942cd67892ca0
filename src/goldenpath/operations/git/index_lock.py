"""git's own lock on a repository's index, held by goldenpath.

While `index.lock` exists, no git command can stage, commit, merge or stash in the repository. git
replaces an index by a rename. goldenpath does the same: it works on a copy of the index, and
renames the copy at the end. goldenpath writes a mark into its lock. With the mark, a later run can
tell a lock that a killed goldenpath left behind from the lock of a running git.
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
# git appends this to the name of an index. The result is the name of its lock.
_LOCKED = ".lock"
# git writes an index into its own locks, and an index begins with other bytes.
_MARK = b"goldenpath\n"


@contextmanager
def own_index(git: Git, git_folder: Path, scratch: Path) -> Generator[Git]:
    """Hold the lock, and yield a git that uses a copy of the index at ``scratch``.

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
    """Replace the index of the repository with the copy at ``scratch``."""
    os.replace(scratch, git_folder / _INDEX)


def forget_dead_git(scratch: Path) -> None:
    """Remove the lock that a git left on the copy when it died, for example on a full disk."""
    Path(f"{scratch}{_LOCKED}").unlink(missing_ok=True)


def has_stale_lock(git_folder: Path) -> bool:
    """Return whether goldenpath made the present lock. It is stale if no update is running."""
    try:
        with (git_folder / _LOCK).open("rb") as file:
            return file.read(len(_MARK) + 1) == _MARK
    except OSError:
        return False


def remove_stale_lock(git_folder: Path) -> None:
    """Remove the lock if a killed goldenpath left it. The lock of a git stays."""
    if has_stale_lock(git_folder):
        (git_folder / _LOCK).unlink(missing_ok=True)


def _take(lock: Path, scratch: Path) -> None:
    """Create the lock. A hard link makes it appear with the mark already in it."""
    try:
        scratch.write_bytes(_MARK)
        os.link(scratch, lock)
    except FileExistsError as error:
        raise BadInputError(
            f"{lock} exists, so another git is running: wait until it ends, or remove the file if"
            " no git is running. Nothing was changed."
        ) from error
    except OSError as error:
        raise EnvironmentProblemError(
            f"{lock} cannot be created: {error.strerror}. Nothing was changed."
        ) from error
    finally:
        _clear(scratch)


def _clear(scratch: Path) -> None:
    """Remove the copy, and the lock that a killed git may have left on it."""
    scratch.unlink(missing_ok=True)
    forget_dead_git(scratch)
