"""Git's merge of whole files, read from `git merge-tree`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, commit_tree, edit_tree, write_entries
from goldenpath.operations.render.engine import RenderedFile
from goldenpath.operations.update.sides import Sides

_BASE, _OURS, _THEIRS = "1", "2", "3"


@dataclass(frozen=True)
class FileConflict:
    """A path that git could not merge, with each side's version."""

    path: str
    base: Entry | None
    ours: Entry | None
    theirs: Entry | None


@dataclass(frozen=True)
class FileMerge:
    """What git made of the three trees."""

    # With conflict markers where there are conflicts.
    tree: str
    conflicts: tuple[FileConflict, ...] = ()
    # Changed by the template, deleted by the team: they stay deleted.
    deleted: tuple[str, ...] = field(default=())


def merge_files(git: Git, ours: str, sides: Sides) -> FileMerge:
    """Merge the change from one render to the other into the tree ``ours``.

    Raises:
        EnvironmentProblemError: git cannot.
    """
    if not sides.base and not sides.theirs:
        return FileMerge(ours)
    entries = write_entries(git, _numbered(sides))
    base = commit_tree(git, edit_tree(git, None, _of(entries, "base")), "base")
    team = commit_tree(git, ours, "ours", base)
    template = commit_tree(git, edit_tree(git, None, _of(entries, "theirs")), "theirs", base)
    done = git.attempt("merge-tree", "--write-tree", "-z", "--messages", team, template)
    if done.exit_code > 1:
        raise EnvironmentProblemError(
            f"git cannot merge: {done.last_words}. git 2.38 or newer is needed."
        )
    tree, *rest = done.output.split(b"\0")
    conflicts = _conflicts(rest)
    deleted = _deleted(conflicts, sides)
    merged = tree.decode()
    if deleted:
        merged = edit_tree(git, merged, dict.fromkeys(deleted))
    return FileMerge(
        tree=merged,
        conflicts=tuple(item for item in conflicts if item.path not in deleted),
        deleted=deleted,
    )


def _deleted(conflicts: list[FileConflict], sides: Sides) -> tuple[str, ...]:
    """What the template changed and the team has deleted, so that nothing of theirs is at stake."""
    # Both sides renamed a file, each in its own way: no path of it tells the whole story.
    if any(item.ours is None and item.theirs is None for item in conflicts):
        return ()
    return tuple(item.path for item in conflicts if item.ours is None and item.path in sides.theirs)


def _numbered(sides: Sides) -> Mapping[str, RenderedFile]:
    return {
        **{f"base/{path}": file for path, file in sides.base.items()},
        **{f"theirs/{path}": file for path, file in sides.theirs.items()},
    }


def _of(entries: Mapping[str, Entry], side: str) -> dict[str, Entry | None]:
    return {
        path.removeprefix(f"{side}/"): entry
        for path, entry in entries.items()
        if path.startswith(f"{side}/")
    }


def _conflicts(lines: list[bytes]) -> list[FileConflict]:
    stages: dict[str, dict[str, Entry]] = {}
    for line in lines:
        # An empty line ends the list; what follows is prose.
        if not line:
            break
        about, _, path = line.partition(b"\t")
        kind, blob, stage = about.decode().split(" ")
        stages.setdefault(os.fsdecode(path), {})[stage] = Entry(kind, blob)
    return [
        FileConflict(path, found.get(_BASE), found.get(_OURS), found.get(_THEIRS))
        for path, found in stages.items()
    ]
