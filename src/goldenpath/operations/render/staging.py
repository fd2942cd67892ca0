"""A hidden folder beside the destination, in which a repository grows until it is complete.

The folder is moved into place in one step. A kill at any moment leaves nothing at the destination,
or all of it; what a kill leaves in hiding is removed by the next run.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError

_MARK = ".goldenpath-"
_LOCK = "lock"
# How long a folder without a lock may be another process's that is just starting.
_STARTING_SECONDS = 60


def require_free(destination: Path) -> None:
    """Refuse a destination that holds anything.

    Raises:
        BadInputError: the destination is a file, a broken link or a non-empty folder.
    """
    if destination.is_dir():
        if any(destination.iterdir()):
            raise BadInputError(
                f"{destination} is not empty: choose a folder that does not exist yet,"
                " or empty this one."
            )
    elif destination.exists() or destination.is_symlink():
        raise BadInputError(f"{destination} is a file: choose a folder that does not exist yet.")


@contextmanager
def staging_folder(destination: Path) -> Generator[Path]:
    """Give a folder to build in, on the file system of ``destination``; remove it afterwards.

    Raises:
        BadInputError: a parent of the destination is not a folder.
        EnvironmentProblemError: nothing can be written there.
    """
    parent = _nearest_folder(destination)
    prefix = f".{destination.name}{_MARK}"
    _remove_abandoned(parent, prefix)
    try:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    except OSError as error:
        raise EnvironmentProblemError(
            f"{parent} cannot be written to: {error.strerror}."
        ) from error
    try:
        # The lock is held as long as this process lives, so that a later run can tell an
        # abandoned folder from one in use.
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder / destination.name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def move_into_place(built: Path, destination: Path) -> None:
    """Make ``built`` the destination, in one step.

    Raises:
        BadInputError: something has appeared at the destination in the meantime.
    """
    destination.parent.mkdir(parents=True, exist_ok=True)
    try:
        built.rename(destination)
    except OSError as error:
        raise BadInputError(
            f"{destination} was written to in the meantime ({error.strerror}): choose another"
            " folder, or try again when it is free."
        ) from error


def _nearest_folder(destination: Path) -> Path:
    for parent in destination.parents:
        if parent.is_dir():
            return parent
        if parent.exists() or parent.is_symlink():
            raise BadInputError(f"{parent} is not a folder: choose another destination.")
    raise BadInputError(f"{destination} has no parent folder.")


def _remove_abandoned(parent: Path, prefix: str) -> None:
    for folder in parent.glob(f"{_escape(prefix)}*"):
        if _is_abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _escape(prefix: str) -> str:
    # A destination may have glob characters in its name.
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in prefix)


def _is_abandoned(folder: Path) -> bool:
    with suppress(OSError):
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            return False
        lock_path = folder / _LOCK
        if not lock_path.exists():
            return time.time() - folder.stat().st_mtime > _STARTING_SECONDS
        with lock_path.open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False
