"""Paths where the team and the template have different kinds of things, such as file and folder.

git's merge invents names for such paths (`ci~3ae19…`), and a repository must not get such names. So
these paths are kept out of git's merge, and each becomes a conflict under its real name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from goldenpath.model.rendered import FileKind
from goldenpath.operations.git.trees import Entry

type Tree = Mapping[str, Entry]

_FILES = frozenset({FileKind.PLAIN, FileKind.EXECUTABLE})


@dataclass(frozen=True)
class Collision:
    """A file of the template, and what the team has in its place."""

    path: str
    theirs: Entry
    # The paths of the team that block the file: below it, above it, or its own path.
    in_the_way: tuple[str, ...]


def find_collisions(base: Tree, ours: Tree, theirs: Tree) -> tuple[Collision, ...]:
    """Return the paths where the template has one kind of thing and the team another."""
    # The team's files that the update does not remove.
    stays = {path for path, entry in ours.items() if path in theirs or base.get(path) != entry}
    folders: dict[str, list[str]] = {}
    for path in sorted(stays):
        for folder in PurePosixPath(path).parents:
            folders.setdefault(folder.as_posix(), []).append(path)
    found = []
    for path, entry in theirs.items():
        above = [folder.as_posix() for folder in PurePosixPath(path).parents]
        in_the_way = [
            *(folder for folder in above if folder in stays and folder not in theirs),
            *(other for other in folders.get(path, []) if other not in theirs),
            *([path] if _is_other_kind(base.get(path), ours.get(path), entry) else []),
        ]
        if in_the_way:
            found.append(Collision(path, entry, tuple(in_the_way)))
    return tuple(found)


def _is_other_kind(base: Entry | None, ours: Entry | None, theirs: Entry) -> bool:
    if ours is None or ours in (base, theirs):
        return False
    return ours.kind != theirs.kind and not {ours.kind, theirs.kind} <= _FILES
