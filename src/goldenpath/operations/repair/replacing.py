"""Put files into a repository: each file by one rename, and never through a link.

New contents are prepared outside the work tree, so that a killed run leaves no stray files in it.
All files are checked before the first one is put in place.
"""

import errno
import os
import shutil
import stat
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.files.project_files import LARGEST, read_file

_SCRATCH = "replacing"
_ONLY_A_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_PERMISSIONS = 0o777
_EXECUTABLE = 0o111
_READABLE = 0o444


@dataclass(frozen=True)
class Replacement:
    """One file as it was found (None if nothing was there), and as it will be."""

    path: str
    found: RenderedFile | None
    wanted: RenderedFile


@dataclass(frozen=True)
class PreparedFiles:
    """New contents that are ready to be put in place."""

    root: int
    scratch: int
    replacements: tuple[Replacement, ...]

    def put_in_place(self) -> None:
        """Replace the files, each one only if it is still as it was found.

        Raises:
            BadInputError: somebody has saved a file meanwhile, and it stays as they saved it.
            EnvironmentProblemError: a file cannot be replaced, but the files before it are.
        """
        self._require_unchanged()
        done: list[str] = []
        for number, item in enumerate(self.replacements):
            try:
                is_done = self._put(number, item)
            except OSError as error:
                raise EnvironmentProblemError(
                    f"'{item.path}' cannot be written ({error.strerror}); {_so_far(done)}."
                ) from error
            if not is_done:
                raise _changed_meanwhile(item, done)
            done.append(item.path)

    def _require_unchanged(self) -> None:
        """Check all files before the first one is replaced."""
        for item in self.replacements:
            try:
                with _folder_of(self.root, item.path, create=False) as folder:
                    is_unchanged = _read_in(folder, item.path) == item.found
            except OSError:
                is_unchanged = False
            if not is_unchanged:
                raise _changed_meanwhile(item, [])

    def _put(self, number: int, item: Replacement) -> bool:
        """Replace one file. Return False if it is not as it was found."""
        name = _name(item.path)
        with _folder_of(self.root, item.path, create=True) as folder:
            # A change in the few microseconds between this check and the rename is not noticed.
            if folder is None or _read_in(folder, item.path) != item.found:
                return False
            try:
                os.replace(str(number), name, src_dir_fd=self.scratch, dst_dir_fd=folder)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                return _put_from_beside(folder, item)
        return True


@contextmanager
def prepared(
    root: Path, replacements: Sequence[Replacement], near: Path
) -> Generator[PreparedFiles]:
    """Check that files can be replaced, and write their new contents to a folder inside ``near``.

    Only one run at a time may use the folder ``near``. It should be on the file system of ``root``,
    so that a rename can put the files in place.

    Raises:
        BadInputError: something else is in the place of a file or of a folder above it.
        EnvironmentProblemError: nothing can be written there.
    """
    with _opened(root) as opened:
        modes = [_require_replaceable(opened, item) for item in replacements]
        with _scratch_folder(near) as scratch:
            try:
                for number, (item, mode) in enumerate(zip(replacements, modes, strict=True)):
                    _write_in(scratch, str(number), item.wanted, mode)
            except OSError as error:
                raise EnvironmentProblemError(
                    f"{near} cannot be written to ({error.strerror}); nothing was changed."
                ) from error
            yield PreparedFiles(opened, scratch, tuple(replacements))


def _require_replaceable(root: int, item: Replacement) -> int | None:
    """Refuse what a file cannot replace. Return the mode of the present file, or None."""
    try:
        with _folder_of(root, item.path, create=False) as folder:
            return None if folder is None else _mode_in(folder, item.path)
    except OSError as error:
        if error.errno in (errno.ENOTDIR, errno.ELOOP):
            raise BadInputError(
                f"A folder above '{item.path}' is a link or a file, but must be a folder: move it"
                " away."
            ) from error
        raise EnvironmentProblemError(
            f"'{item.path}' cannot be written ({error.strerror}); nothing was changed."
        ) from error


def _mode_in(folder: int, path: str) -> int | None:
    """Return the permissions of a file, or None if nothing or a link is there."""
    if not os.access(".", os.W_OK | os.X_OK, dir_fd=folder):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    try:
        found = os.lstat(_name(path), dir_fd=folder)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise BadInputError(f"'{path}' is a folder, but must be a file: move it away.")
    if stat.S_ISLNK(found.st_mode):
        return None
    if not stat.S_ISREG(found.st_mode):
        raise BadInputError(f"'{path}' is neither a file nor a folder: move it away.")
    if found.st_size > LARGEST:
        raise BadInputError(
            f"'{path}' has {found.st_size} bytes, and at most {LARGEST} are read: move it away."
        )
    return found.st_mode & _PERMISSIONS


@contextmanager
def _opened(root: Path) -> Generator[int]:
    try:
        opened = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise BadInputError(f"{root} cannot be opened: {error.strerror}.") from error
    try:
        yield opened
    finally:
        os.close(opened)


@contextmanager
def _folder_of(root: int, path: str, *, create: bool) -> Generator[int | None]:
    """Open the folder that a path is in, and yield its descriptor, or None if it is missing.

    Raises:
        OSError: a folder on the way is a link or a file, or may not be opened.
    """
    folder = _open_folder_of(root, path, create=create)
    try:
        yield folder
    finally:
        if folder is not None:
            os.close(folder)


def _open_folder_of(root: int, path: str, *, create: bool) -> int | None:
    # Each folder is opened relative to the one above it, so that nobody can insert a link.
    opened = os.dup(root)
    for name in path.split("/")[:-1]:
        try:
            if create:
                with suppress(FileExistsError):
                    os.mkdir(name, dir_fd=opened)
            inner = os.open(name, _ONLY_A_FOLDER, dir_fd=opened)
        except FileNotFoundError:
            return None
        finally:
            os.close(opened)
        opened = inner
    return opened


@contextmanager
def _scratch_folder(near: Path) -> Generator[int]:
    scratch = near / _SCRATCH
    try:
        near.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            # A killed run may have left this folder.
            shutil.rmtree(scratch)
        scratch.mkdir()
        opened = os.open(scratch, _ONLY_A_FOLDER)
    except OSError as error:
        raise EnvironmentProblemError(
            f"{scratch} cannot be created ({error.strerror}); nothing was changed."
        ) from error
    try:
        yield opened
    finally:
        os.close(opened)
        shutil.rmtree(scratch, ignore_errors=True)


def _read_in(folder: int | None, path: str) -> RenderedFile | None:
    return None if folder is None else read_file(_name(path), folder)


def _write_in(folder: int, name: str, file: RenderedFile, mode: int | None) -> None:
    """Write a new file. ``mode`` is the mode of the file that it will replace, if there is one."""
    if file.kind is FileKind.LINK:
        os.symlink(os.fsdecode(file.content), name, dir_fd=folder)
        return
    is_executable = file.kind is FileKind.EXECUTABLE
    # The system applies the umask to these permissions, as it does for every new file.
    usual = 0o777 if is_executable else 0o666
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, usual, dir_fd=folder)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(file.content)
        if mode is not None:
            # Everybody who may read the file may also run it.
            executable = (mode & _READABLE) >> 2 if is_executable else 0
            os.fchmod(descriptor, (mode & ~_EXECUTABLE) | executable)
        opened.flush()
        os.fsync(descriptor)


def _put_from_beside(folder: int, item: Replacement) -> bool:
    """Replace a file if the prepared one is on another file system: rename does not work there."""
    name = _name(item.path)
    beside = f".{name}.goldenpath-{os.getpid()}"
    try:
        _write_in(folder, beside, item.wanted, _mode_in(folder, item.path))
        if _read_in(folder, item.path) != item.found:
            return False
        os.replace(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(beside, dir_fd=folder)
    return True


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _changed_meanwhile(item: Replacement, done: list[str]) -> BadInputError:
    return BadInputError(
        f"'{item.path}' was changed meanwhile and stays as it is now; {_so_far(done)}: run this"
        " command again."
    )


def _so_far(done: list[str]) -> str:
    return f"these are already written: {', '.join(done)}" if done else "nothing was written"
