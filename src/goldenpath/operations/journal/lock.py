"""The lock of a repository: only one goldenpath at a time writes into it.

A command holds the lock from its beginning to its end. In the last step of an update, git inherits
the lock, and holds it even if goldenpath is killed. So the lock shows whether an update is still
writing.
"""

import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.operations.process.file_lock import try_lock

# goldenpath's own folder inside the git folder of a repository.
FOLDER_IN_GIT = "goldenpath"
# The references to what goldenpath has replaced are below this name.
REPLACED = "refs/goldenpath/replaced"
_LOCK = "update.lock"
# Seconds between two attempts.
_PAUSE = 0.05


def own_folder(git_folder: Path) -> Path:
    """Return goldenpath's own folder inside the git folder, and create it if it is missing.

    Raises:
        BadInputError: something else is in its place.
        EnvironmentProblemError: it cannot be created.
    """
    folder = git_folder / FOLDER_IN_GIT
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise BadInputError(
            f"{folder} is not a folder, but goldenpath keeps its journal there: remove it."
        )
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise EnvironmentProblemError(f"{folder} cannot be created: {error.strerror}.") from error
    return folder


@contextmanager
def locked(git_folder: Path, *, patience: float = 0.0) -> Generator[int]:
    """Hold the lock of a repository, and yield its descriptor, which a child can inherit.

    Raises:
        BadInputError: another goldenpath still holds the lock after ``patience`` seconds.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    path = own_folder(git_folder) / _LOCK
    try:
        lock = os.open(path, flags, 0o644)
    except OSError as error:
        raise EnvironmentProblemError(f"{path} cannot be opened: {error.strerror}.") from error
    try:
        _acquire(lock, git_folder, patience)
        yield lock
    finally:
        os.close(lock)


def is_held(git_folder: Path) -> bool:
    """Return whether a goldenpath is at work in a repository."""
    try:
        lock = os.open(git_folder / FOLDER_IN_GIT / _LOCK, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return not try_lock(lock)
    finally:
        os.close(lock)


def at_work(git_folder: Path) -> BadInputError:
    """Return the error for a repository in which another goldenpath is at work."""
    return BadInputError(
        f"Another goldenpath is at work in the repository of {git_folder}: wait until it is done."
    )


def _acquire(lock: int, git_folder: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not try_lock(lock):
        if time.monotonic() > deadline:
            raise at_work(git_folder)
        time.sleep(_PAUSE)
