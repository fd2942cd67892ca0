"""The files that a lock is made from: those of a git tree, or of a folder as it is now."""

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
# These folders have many files, but no members of a workspace.
_SKIPPED = frozenset({".git", ".venv", "__pycache__", "node_modules"})


class LockFiles(Protocol):
    """A repository's files."""

    def read(self, path: str) -> RenderedFile | None:
        """Return the file or link at ``path``, without following a link; None if there is none."""
        ...

    def projects(self) -> Iterator[str]:
        """Yield the folders that have a pyproject.toml; the root is the empty string."""
        ...


@dataclass(frozen=True)
class TreeFiles:
    """The files of a git tree."""

    git: Git
    entries: dict[str, Entry]

    def read(self, path: str) -> RenderedFile | None:
        """Return the file or link at ``path``, without following a link; None if there is none."""
        entry = self.entries.get(path)
        return read_blob(self.git, entry) if entry and entry.kind in _KINDS else None

    def projects(self) -> Iterator[str]:
        """Yield the folders that have a pyproject.toml; the root is the empty string."""
        for path in self.entries:
            folder, _, name = path.rpartition("/")
            if name == PROJECT_FILE:
                yield folder


class LockFolder(WorkTreeFiles):
    """The files of a folder, as they are now. Links are not followed."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._top = root

    def projects(self) -> Iterator[str]:
        """Yield the folders that have a pyproject.toml; the root is the empty string."""
        for folder, folders, names in os.walk(self._top):
            folders[:] = [name for name in folders if name not in _SKIPPED]
            if PROJECT_FILE in names:
                relative = os.path.relpath(folder, self._top)
                yield "" if relative == "." else relative
