"""A hidden folder beside the destination, in which a new repository is built.

The complete repository is moved to the destination in one step. If goldenpath is killed at any
moment, the destination has either nothing or the complete repository. The next run removes the
hidden folder that a killed run left behind.
"""

import glob
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.operations.process.file_lock import take_lock, try_lock
from goldenpath.operations.process.uninterrupted import uninterrupted

_MARK = ".goldenpath-"
# A file in each such folder. The name of a folder does not prove that goldenpath made it.
_OURS = ".made-by-goldenpath"


def require_free(destination: Path) -> None:
    """Refuse a destination where anything exists, except an empty folder.

    Raises:
        BadInputError: the destination is a file, a link or a non-empty folder.
    """
    if destination.is_symlink():
        raise BadInputError(f"{destination} is a link: give the folder that it leads to.")
    if destination.is_dir():
        if any(destination.iterdir()):
            raise BadInputError(
                f"{destination} is not empty: choose a folder that does not exist yet,"
                " or empty this one."
            )
    elif destination.exists():
        raise BadInputError(f"{destination} is a file: choose a folder that does not exist yet.")


@contextmanager
def staging_folder(destination: Path) -> Generator[Path]:
    """Yield a folder to build in, on the file system of ``destination``. Remove it afterwards.

    Raises:
        BadInputError: a parent of the destination is not a folder.
        EnvironmentProblemError: nothing can be written there.
    """
    parent = _nearest_folder(destination)
    prefix = f".{destination.name}{_MARK}"
    _remove_abandoned(parent, prefix, destination.name)
    folder, lock = _locked_folder(parent, prefix)
    try:
        yield folder / destination.name
    finally:
        _remove(folder, destination.name)
        os.close(lock)


def move_into_place(built: Path, destination: Path) -> None:
    """Move ``built`` to the destination, in one step.

    Raises:
        BadInputError: something has appeared at the destination in the meantime.
    """
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        with uninterrupted(f"{destination} is complete"):
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


def _locked_folder(parent: Path, prefix: str) -> tuple[Path, int]:
    """Make a folder that is locked as long as this process lives.

    The lock shows a later run whether the folder is still in use or was abandoned.
    """
    while True:
        try:
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        except OSError as error:
            raise EnvironmentProblemError(
                f"{parent} cannot be written to: {error.strerror}."
            ) from error
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        take_lock(lock)
        # Before the folder was locked, another run may have removed it as abandoned.
        if folder.exists():
            (folder / _OURS).touch()
            return folder, lock
        os.close(lock)


def _remove_abandoned(parent: Path, prefix: str, name: str) -> None:
    for folder in parent.glob(f"{glob.escape(prefix)}*"):
        with suppress(OSError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if not try_lock(lock):
                    continue
                if not {*os.listdir(lock)} - {_OURS, name} and (folder / _OURS).exists():
                    _remove(folder, name)
                else:
                    # A run that was killed early left an empty folder. A folder with anything else
                    # is not goldenpath's: rmdir fails, and the folder stays.
                    folder.rmdir()
            finally:
                os.close(lock)


def _remove(folder: Path, name: str) -> None:
    # The mark is removed last: if this is interrupted, the next run still knows the folder.
    shutil.rmtree(folder / name, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
