"""Read a repository's files, without following links or leaving the repository."""

import os
import stat
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from pathspec import PathSpec

from goldenpath.model.errors import BadInputError
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.git.plumbing import Git

# Bytes. Every file that a template renders is much smaller.
LARGEST = 20_000_000
# A file may become a link or a pipe after the first look. O_NOFOLLOW keeps the open from following
# the link, and O_NONBLOCK keeps it from waiting for the pipe.
_TO_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class ProjectFiles(Protocol):
    """The files of a repository, in a folder or elsewhere."""

    def read(self, path: str) -> RenderedFile | None:
        """Return the file at ``path``, or None if no file is there."""
        ...

    def is_ignored(self, path: str) -> bool:
        """Return whether git leaves the file out of every commit."""
        ...


class WorkTreeFiles:
    """The files of a folder, as they are now."""

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root)
        self._real_folders: dict[str, bool] = {"": True}
        self._ignores: dict[str, PathSpec | None] = {}

    def read(self, path: str) -> RenderedFile | None:
        """Return a file, or a link without following it, or None if neither is there.

        Raises:
            BadInputError: it may not be read.
        """
        folder = path.rpartition("/")[0]
        if not self._is_real(folder):
            return None
        location = f"{self._root}/{path}"
        try:
            return read_file(location)
        except OSError as error:
            raise BadInputError(
                f"{location} cannot be read: {error.strerror}; make it readable."
            ) from error

    def is_ignored(self, path: str) -> bool:
        """Return whether a .gitignore names the file and git does not track it."""
        folders = ["", *(f"{folder}/" for folder in folders_above(path))]
        if not any(self._names(folder, path) for folder in folders):
            return False
        # `git check-ignore` also knows which files are tracked. It fails without a repository, and
        # then the patterns alone decide.
        asked = Git(Path(self._root)).try_run("check-ignore", "--quiet", "--", path)
        return asked.exit_code != 1

    def _names(self, folder: str, path: str) -> bool:
        if folder not in self._ignores:
            found = self.read(f"{folder}.gitignore")
            self._ignores[folder] = _patterns(found.content) if found else None
        patterns = self._ignores[folder]
        return patterns is not None and patterns.match_file(path.removeprefix(folder))

    def _is_real(self, folder: str) -> bool:
        """Return whether neither the folder nor a folder above it is a link."""
        if folder not in self._real_folders:
            above = folder.rpartition("/")[0]
            self._real_folders[folder] = self._is_real(above) and not os.path.islink(
                f"{self._root}/{folder}"
            )
        return self._real_folders[folder]


def read_file(location: str, folder: int | None = None) -> RenderedFile | None:
    """Return a file, or a link without following it, or None if neither is there.

    ``location`` is relative to the open folder ``folder``, if that is given. Of a file that is
    larger than ``LARGEST``, only the beginning is returned: one byte more than ``LARGEST``.

    Raises:
        OSError: it may not be read.
    """
    try:
        found = os.lstat(location, dir_fd=folder)
        if stat.S_ISLNK(found.st_mode):
            target = os.readlink(location, dir_fd=folder)
            return RenderedFile(os.fsencode(target), FileKind.LINK)
        if not stat.S_ISREG(found.st_mode):
            return None
        with os.fdopen(os.open(location, _TO_READ, dir_fd=folder), "rb") as file:
            content = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    is_executable = found.st_mode & stat.S_IXUSR
    return RenderedFile(content, FileKind.EXECUTABLE if is_executable else FileKind.PLAIN)


def folders_above(path: str) -> list[str]:
    """Return the folders above a path, the outermost first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]


@lru_cache(maxsize=256)
def _patterns(content: bytes) -> PathSpec:
    return PathSpec.from_lines("gitignore", content.decode("utf-8", "replace").splitlines())
