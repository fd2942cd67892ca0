"""List and read the files of a folder, with limits, and never outside the folder."""

import os
import stat
from pathlib import Path

from pathspec import PathSpec

from goldenpath.model.errors import BadInputError
from goldenpath.rules.evidence.patterns import compiled

# Folders that belong to tools; their files do not belong to the repository.
_TOOL_FOLDERS = frozenset(
    {
        ".git",
        ".hg",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".tox",
        ".venv",
        "__pycache__",
        "node_modules",
        "venv",
    }
)
MAX_FILES = 50_000
MAX_BYTES = 1_000_000


class Folder:
    """The files in a folder. All paths are relative to the folder, with slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._texts: dict[str, str | None] = {}
        self._files: dict[str, Path] = {}
        # Links whose target is outside the folder. They are not followed.
        self.leaving_links: tuple[str, ...] = ()
        self._ignored = self._gitignore()
        self._walk()
        self.paths = tuple(sorted(self._files))

    def has(self, path: str) -> bool:
        """Return whether the file ``path`` exists."""
        return path in self._files

    def has_folder(self, path: str) -> bool:
        """Return whether the folder ``path`` contains a file, at any depth."""
        return any(file.startswith(f"{path}/") for file in self.paths)

    def matching(self, *patterns: str) -> tuple[str, ...]:
        """Return the files that match one of ``patterns``, written as in a .gitignore."""
        return tuple(compiled(patterns).match_files(self.paths))

    def with_suffix(self, *suffixes: str) -> tuple[str, ...]:
        """Return the files whose names end with one of ``suffixes``."""
        return tuple(path for path in self.paths if path.endswith(suffixes))

    def is_ignored(self, path: str) -> bool:
        """Return whether .gitignore names ``path``."""
        return self._ignored.match_file(path)

    def text(self, path: str) -> str | None:
        """Return the text of a file; None if it is missing, too large or not UTF-8."""
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def _read(self, path: str) -> str | None:
        file = self._files.get(path)
        try:
            if file is None or file.stat().st_size > MAX_BYTES:
                return None
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def _gitignore(self) -> PathSpec:
        file = self.root / ".gitignore"
        try:
            is_plain = stat.S_ISREG(file.lstat().st_mode) and file.stat().st_size <= MAX_BYTES
            return compiled(file.read_text(encoding="utf-8").splitlines() if is_plain else ())
        except (OSError, UnicodeDecodeError):
            return compiled(())

    def _walk(self) -> None:
        links: list[str] = []
        waiting = [self.root]
        while waiting:
            for entry in _entries(waiting.pop()):
                path = Path(entry.path).relative_to(self.root).as_posix()
                if entry.is_symlink():
                    self._add_link(path, links)
                elif entry.is_dir(follow_symlinks=False):
                    if entry.name not in _TOOL_FOLDERS and not self.is_ignored(f"{path}/"):
                        waiting.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False) and not self.is_ignored(path):
                    self._add(path)
        self.leaving_links = tuple(sorted(links))

    def _add_link(self, path: str, leaving: list[str]) -> None:
        """Add a link to a file inside the folder as a file, and collect links to outside.

        A link to a folder is ignored.
        """
        if self.is_ignored(path):
            return
        try:
            target = (self.root / path).resolve(strict=False)
        except (OSError, RuntimeError):
            # The links form a circle.
            return
        if not target.is_relative_to(self.root):
            leaving.append(path)
        elif target.is_file():
            self._add(path)

    def _add(self, path: str) -> None:
        self._files[path] = self.root / path
        if len(self._files) > MAX_FILES:
            raise BadInputError(
                f"{self.root} has more than {MAX_FILES} files: check a smaller folder, or add the"
                " files that do not belong to the repository to .gitignore."
            )


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        # The folder is not readable, or was deleted in the meantime.
        return []
