"""Find the folders that are members of a workspace, by matching patterns as uv does."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from goldenpath.model.toml_text import Document
from goldenpath.operations.locking.settings import NotStaticError


def members(workspace: Document, projects: Iterable[str]) -> Iterator[str]:
    """Yield the folders in ``projects`` that the workspace includes and does not exclude.

    Raises:
        NotStaticError: a pattern leads out of the repository.
    """
    included, excluded = (_patterns(workspace.get(key)) for key in ("members", "exclude"))
    for folder in projects:
        parts = folder.split("/")
        if folder and _match_any(parts, included) and not _match_any(parts, excluded):
            yield folder


def inside(folder: str, path: object) -> str:
    """Convert a path relative to ``folder`` into a path relative to the repository.

    Raises:
        NotStaticError: it leads out of the repository.
    """
    joined = posixpath.normpath(posixpath.join(folder, str(path)))
    if joined.startswith("/") or joined.split("/")[0] == ".." or "\0" in joined:
        raise NotStaticError(f"{path} lies outside the repository")
    return "" if joined == "." else joined


def _patterns(value: object) -> list[list[str]]:
    listed = value if isinstance(value, list) else []
    return [inside("", pattern).split("/") for pattern in listed]


def _match_any(parts: Sequence[str], patterns: Iterable[Sequence[str]]) -> bool:
    return any(_matches(parts, pattern) for pattern in patterns)


def _matches(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return _matches(parts, pattern[1:]) or (bool(parts) and _matches(parts[1:], pattern))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _matches(parts[1:], pattern[1:])
