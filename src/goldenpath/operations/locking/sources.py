"""Where the files come from that a lock needs: git's tree, or a folder as it is now."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.files.project_files import WorkTreeFiles
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, read_blob

_KINDS = frozenset(FileKind)
# No project of a workspace lies there, and there are many files.
_SKIPPED = frozenset({".git", ".venv", "__pycache__", "node_modules"})


class LockFiles(Protocol):
    """A repository's files."""

    def read(self, path: str) -> RenderedFile | None:
        """The file at ``path``, a link as a link; None when no file is there."""
        ...

    def projects(self) -> Iterator[str]:
        """The folders that have a pyproject.toml; the repository's own is the empty string."""
        ...


@dataclass(frozen=True)
class TreeFiles:
    """The files of one of git's trees."""

    git: Git
    entries: dict[str, Entry]

    def read(self, path: str) -> RenderedFile | None:
        """The file at ``path``, a link as a link; None when no file is there."""
        entry = self.entries.get(path)
        return read_blob(self.git, entry) if entry and entry.kind in _KINDS else None

    def projects(self) -> Iterator[str]:
        """The folders that have a pyproject.toml."""
        for path in self.entries:
            folder, _, name = path.rpartition("/")
            if name == PROJECT_FILE:
                yield folder


class FolderFiles(WorkTreeFiles):
    """The files of a folder, as they are now; no link is followed."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._top = root

    def projects(self) -> Iterator[str]:
        """The folders that have a pyproject.toml."""
        for folder, folders, names in os.walk(self._top):
            folders[:] = [name for name in folders if name not in _SKIPPED]
            if PROJECT_FILE in names:
                relative = os.path.relpath(folder, self._top)
                yield "" if relative == "." else relative
