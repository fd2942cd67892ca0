"""Merge whole files with `git merge-tree`."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.rendered import RenderedFile
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import (
    Entry,
    edit_tree,
    read_tree,
    synthetic_commit,
    write_entries,
)
from goldenpath.operations.update.collisions import Collision, find_collisions
from goldenpath.operations.update.merge_inputs import Sides

_BASE, _OURS, _THEIRS = "1", "2", "3"


@dataclass(frozen=True)
class FileConflict:
    """A path that git could not merge, with the version of each side."""

    path: str
    base: Entry | None
    ours: Entry | None
    theirs: Entry | None


@dataclass(frozen=True)
class FileMerge:
    """The result of git's merge of three trees."""

    # It has conflict markers where there are conflicts.
    tree: str
    conflicts: tuple[FileConflict, ...] = ()
    # Files that the template changed and the team deleted. They stay deleted.
    deleted: tuple[str, ...] = ()
    # Paths that were not merged. The tree has the team's version there.
    collisions: tuple[Collision, ...] = ()


def merge_files(git: Git, tree: str, ours: Mapping[str, Entry], sides: Sides) -> FileMerge:
    """Merge the changes between the two renders into ``tree``, whose files are ``ours``.

    Raises:
        BadInputError: git would invent a name for a path.
        EnvironmentProblemError: git cannot merge.
    """
    if not sides.base and not sides.theirs:
        return FileMerge(tree)
    entries = write_entries(git, _files_by_side(sides))
    base, theirs = _entries_of(entries, "base"), _entries_of(entries, "theirs")
    collisions = find_collisions(base, ours, theirs)
    for collision in collisions:
        for path in (collision.path, *collision.in_the_way):
            base.pop(path, None)
            theirs.pop(path, None)
    # These files are the same on both sides of the merge. Without them, git could take the team's
    # files for new names of files that the template drops.
    others = {path: ours[path] for path in sides.others if path in ours}
    trees = (edit_tree(git, None, others | base), tree, edit_tree(git, None, others | theirs))
    merged, conflicts = _merge_trees(git, trees)
    _require_real_names(read_tree(git, merged), {*base, *ours, *theirs})
    deleted = _deleted(conflicts, theirs)
    if deleted:
        merged = edit_tree(git, merged, dict.fromkeys(deleted))
    return FileMerge(
        tree=merged,
        conflicts=tuple(item for item in conflicts if item.path not in deleted),
        deleted=deleted,
        collisions=collisions,
    )


def _merge_trees(git: Git, trees: tuple[str, str, str]) -> tuple[str, list[FileConflict]]:
    base = synthetic_commit(git, trees[0])
    team, template = (synthetic_commit(git, tree, base) for tree in trees[1:])
    done = git.try_run("merge-tree", "--write-tree", "-z", "--messages", team, template)
    if done.exit_code > 1:
        raise EnvironmentProblemError(
            f"git cannot merge: {done.error_summary}. git 2.38 or newer is needed."
        )
    tree, *rest = done.output.split(b"\0")
    return tree.decode(), _conflicts(rest)


def _require_real_names(merged: Collection[str], known: Collection[str]) -> None:
    invented = sorted(path for path in merged if path not in known)
    if invented:
        path = invented[0].partition("~")[0]
        raise BadInputError(
            f"After a rename, {path} is one kind of thing here and another in the template (a file,"
            " a folder, a link): give yours its old name, commit, and update again. Nothing was"
            " changed."
        )


def _deleted(conflicts: list[FileConflict], theirs: Mapping[str, Entry]) -> tuple[str, ...]:
    """Return what the template changed and the team deleted: the team can lose nothing there."""
    # Both sides gave a file different new names. Then a path that the team lacks may be renamed
    # instead of deleted.
    if any(item.ours is None and item.theirs is None for item in conflicts):
        return ()
    return tuple(item.path for item in conflicts if item.ours is None and item.path in theirs)


def _files_by_side(sides: Sides) -> Mapping[str, RenderedFile]:
    return {
        **{f"base/{path}": file for path, file in sides.base.items()},
        **{f"theirs/{path}": file for path, file in sides.theirs.items()},
    }


def _entries_of(entries: Mapping[str, Entry], side: str) -> dict[str, Entry]:
    return {
        path.removeprefix(f"{side}/"): entry
        for path, entry in entries.items()
        if path.startswith(f"{side}/")
    }


def _conflicts(lines: list[bytes]) -> list[FileConflict]:
    stages: dict[str, dict[str, Entry]] = {}
    for line in lines:
        # An empty line ends the list of conflicts. Messages for people follow.
        if not line:
            break
        about, _, path = line.partition(b"\t")
        kind, blob, stage = about.decode().split(" ")
        stages.setdefault(os.fsdecode(path), {})[stage] = Entry(kind, blob)
    return [
        FileConflict(path, found.get(_BASE), found.get(_OURS), found.get(_THEIRS))
        for path, found in stages.items()
    ]
