"""A folder of files, listed and read within limits, and never followed out of."""

import os
import stat
from pathlib import Path

from pathspec import PathSpec

from goldenpath.model.errors import BadInputError
from goldenpath.rules.evidence.patterns import compiled

# Folders that belong to tools; what is in them is never the repository's own.
_OF_TOOLS = frozenset(
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
    """What is in a folder. Paths are relative to it, with slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._texts: dict[str, str | None] = {}
        self._files: dict[str, Path] = {}
        # Links that lead out of the folder, and are not followed.
        self.leaving_links: tuple[str, ...] = ()
        self._ignored = self._gitignore()
        self._walk()
        self.paths = tuple(sorted(self._files))

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self._files

    def has_folder(self, path: str) -> bool:
        """Whether there is a file somewhere in such a folder."""
        return any(file.startswith(f"{path}/") for file in self.paths)

    def matching(self, *patterns: str) -> tuple[str, ...]:
        """The files that match one of ``patterns``, which are written as in a .gitignore."""
        return tuple(compiled(patterns).match_files(self.paths))

    def with_suffix(self, *suffixes: str) -> tuple[str, ...]:
        """The files whose names end in one of ``suffixes``."""
        return tuple(path for path in self.paths if path.endswith(suffixes))

    def is_ignored(self, path: str) -> bool:
        """Whether .gitignore keeps ``path`` out of the repository."""
        return self._ignored.match_file(path)

    def text(self, path: str) -> str | None:
        """What a file says; None when it is absent, too large or no UTF-8."""
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
                    if entry.name not in _OF_TOOLS and not self.is_ignored(f"{path}/"):
                        waiting.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False) and not self.is_ignored(path):
                    self._add(path)
        self.leaving_links = tuple(sorted(links))

    def _add_link(self, path: str, leaving: list[str]) -> None:
        """A link to a file of the same folder is that file; to a folder, nothing more."""
        if self.is_ignored(path):
            return
        try:
            target = (self.root / path).resolve(strict=False)
        except (OSError, RuntimeError):
            # A circle leads nowhere.
            return
        if not target.is_relative_to(self.root):
            leaving.append(path)
        elif target.is_file():
            self._add(path)

    def _add(self, path: str) -> None:
        self._files[path] = self.root / path
        if len(self._files) > MAX_FILES:
            raise BadInputError(
                f"{self.root} has more than {MAX_FILES} files: check a smaller folder, or let"
                " .gitignore name what is not the repository's own."
            )


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        # Unreadable, or gone in the meantime.
        return []
