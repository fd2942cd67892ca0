"""The files of a folder that anybody may have filled.

Each folder and file is opened relative to the open folder above it, and links are not followed. So
nothing outside is read, even if the repository changes at the same time. git is not run in the
folder: it would open pipes, and read settings that name other places.
"""

import errno
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import process_time
from types import TracebackType
from typing import Self

from pathspec import PathSpec

from goldenpath.model.errors import BadInputError
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.files.project_files import folders_above
from goldenpath.operations.files.regular_file import NotReadError, NotRegularError, read_regular
from goldenpath.operations.fleet.index_copy import indexed_paths
from goldenpath.operations.fleet.processor_limit import TooSlowError, processor_limit
from goldenpath.operations.fleet.toml_limits import refuse_bomb

# Bytes of one file. The largest file that the template renders has less than a tenth of this.
MOST_BYTES = 1_000_000
# Bytes of a .gitignore.
_MOST_PATTERNS = 50_000
# Seconds of processor time to match all paths with all .gitignore files of a repository. Each line
# becomes a regular expression, so the repository decides how long a match takes.
_MOST_MATCHING = 0.3
_LEAST = 0.001
_MOST_MATCHES = 10_000
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_MISSING = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})


class FleetFolder:
    """The files of a folder, as they are now. Use it in a `with` statement."""

    def __init__(self, root: Path) -> None:
        self._root = root
        # File descriptors by path; None if there is no such folder.
        self._folders: dict[str, int | None] = {}
        self._ignores: dict[str, bytes | None] = {}
        self._left = _MOST_MATCHING
        self._tracked: frozenset[str] | None = None

    def __enter__(self) -> Self:
        try:
            self._folders[""] = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            raise BadInputError(
                f"{self._root} cannot be read ({why}): give the folder of a rendered repository."
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for folder in self._folders.values():
            if folder is not None:
                os.close(folder)
        self._folders.clear()

    def read(self, path: str) -> RenderedFile | None:
        """Read a file, or a link without following it; None if there is neither.

        Raises:
            BadInputError: it may not be read, or is too large.
        """
        above, _, name = path.rpartition("/")
        folder = self._folder(above)
        if folder is None:
            return None
        try:
            found = read_regular(name, MOST_BYTES, folder)
        except NotRegularError as error:
            return _link(name, folder) if error.is_link else None
        except NotReadError as error:
            raise BadInputError(f"{self._root}/{path} {error}: make it smaller.") from error
        except OSError as error:
            if error.errno in _MISSING:
                return None
            raise BadInputError(
                f"{self._root}/{path} cannot be read: {error.strerror}; make it readable."
            ) from error
        refuse_bomb(path, found.content)
        is_executable = found.mode & stat.S_IXUSR
        return RenderedFile(found.content, FileKind.EXECUTABLE if is_executable else FileKind.PLAIN)

    def is_ignored(self, path: str) -> bool:
        """Return whether a .gitignore matches the file, and git does not track the file anyway.

        Raises:
            BadInputError: that takes too long to find out.
        """
        folders = ["", *(f"{folder}/" for folder in folders_above(path))]
        return any(self._names(folder, path) for folder in folders) and (
            path not in self._tracked_paths()
        )

    def _names(self, folder: str, path: str) -> bool:
        if folder not in self._ignores:
            self._ignores[folder] = self._patterns(f"{folder}.gitignore")
        content = self._ignores[folder]
        if content is None:
            return False
        asked = (content, path.removeprefix(folder))
        if asked not in _matches:
            with self._within_limit():
                found = _compiled(content).match_file(asked[1])
            if len(_matches) >= _MOST_MATCHES:
                _matches.clear()
            _matches[asked] = found
        return _matches[asked]

    def _patterns(self, path: str) -> bytes | None:
        found = self.read(path)
        if found is None or found.kind is FileKind.LINK:
            return None
        if len(found.content) > _MOST_PATTERNS:
            raise BadInputError(
                f"{self._root}/{path} has {len(found.content)} bytes, and at most {_MOST_PATTERNS}"
                " are read: make it smaller."
            )
        return found.content

    def _tracked_paths(self) -> frozenset[str]:
        if self._tracked is None:
            # A .git that is a file points to another place, which is not read: no path is tracked.
            folder = self._folder(".git")
            try:
                self._tracked = frozenset() if folder is None else indexed_paths(folder)
            except NotReadError as error:
                raise BadInputError(
                    f"{self._root}/.git/index {error}: check this repository by itself, with"
                    " `goldenpath check`."
                ) from error
        return self._tracked

    @contextmanager
    def _within_limit(self) -> Generator[None]:
        began = process_time()
        try:
            with processor_limit(self._left):
                yield
        except TooSlowError as error:
            raise BadInputError(
                f"The .gitignore files of {self._root} take too long to match: write them with"
                " fewer lines, and fewer stars in a line."
            ) from error
        finally:
            self._left = max(_LEAST, self._left - (process_time() - began))

    def _folder(self, path: str) -> int | None:
        """Return the descriptor of a folder; None if it, or one above it, is missing or a link."""
        if path not in self._folders:
            above, _, name = path.rpartition("/")
            outer = self._folder(above)
            self._folders[path] = None if outer is None else _open_folder(name, outer)
        return self._folders[path]


def _open_folder(name: str, outer: int) -> int | None:
    try:
        return os.open(name, _FOLDER, dir_fd=outer)
    except OSError as error:
        if error.errno in _MISSING:
            return None
        raise BadInputError(f"{name}/ cannot be read: {error.strerror}.") from error


def _link(name: str, folder: int) -> RenderedFile | None:
    with suppress(OSError):
        return RenderedFile(os.fsencode(os.readlink(name, dir_fd=folder)), FileKind.LINK)
    return None


def _compiled(content: bytes) -> PathSpec:
    return PathSpec.from_lines("gitignore", content.decode("utf-8", "replace").split("\n"))


# Whether a .gitignore matches a path. All repositories share the results, since most of them have
# the same .gitignore.
_matches: dict[tuple[bytes, str], bool] = {}
