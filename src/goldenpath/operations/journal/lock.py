"""The lock of a repository: one goldenpath at a time writes into it.

The lock is held from the beginning of a command to its end. Git inherits it in the last step of an
update, so a dead update can be told from a living one.
"""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError

# What goldenpath keeps in a repository's git folder.
FOLDER_IN_GIT = "goldenpath"
_LOCK = "update.lock"
# Seconds between two attempts.
_PAUSE = 0.05


def own_folder(git_folder: Path) -> Path:
    """The folder inside the git folder in which goldenpath keeps what it needs.

    Raises:
        BadInputError: something else is in its place.
        EnvironmentProblemError: it cannot be made.
    """
    folder = git_folder / FOLDER_IN_GIT
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise BadInputError(
            f"{folder} is no folder, and goldenpath keeps its journal in it: remove it."
        )
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise EnvironmentProblemError(f"{folder} cannot be made: {error.strerror}.") from error
    return folder


@contextmanager
def locked(git_folder: Path, *, patience: float = 0.0) -> Generator[int]:
    """Hold the lock of a repository; the descriptor is for children to inherit.

    Raises:
        BadInputError: another update is at work, also after ``patience`` seconds.
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


def _acquire(lock: int, git_folder: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise BadInputError(
                    f"Another goldenpath is at work in the repository of {git_folder}: wait until"
                    " it is done."
                ) from error
            time.sleep(_PAUSE)
        else:
            return
