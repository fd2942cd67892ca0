"""Choose the input of the merge: the files of both renders that an update may change."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import RenderedFile
from goldenpath.operations.comparison.similarity import is_similar
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.update.request import RenderedVersions

type Files = dict[str, RenderedFile]


@dataclass(frozen=True)
class Sides:
    """The files of the two renders that git merges.

    Left out are those that are the same in both, and those of the team that nobody asked for.
    """

    base: Files
    theirs: Files
    # Paths of the old render that git does not merge: the same in both renders, or not managed.
    others: tuple[str, ...]
    # Paths that are merged key by key.
    merged: tuple[str, ...]
    # Paths that are new in the repository, and that its .gitignore names.
    ignored: tuple[str, ...]
    # Paths that stay, by path, with their new names in the template, which are ignored here.
    stays: Mapping[str, str] = field(default_factory=dict)


def choose_sides(
    git: Git, work: WorkTree, versions: RenderedVersions, ours: Mapping[str, Entry]
) -> Sides:
    """Sort the rendered paths by their owners.

    The new version declares the owner of each path that it renders. For a path that it no longer
    renders, the declaration of the old version counts.
    """
    before, after = versions.before.files, versions.after.files
    differing = [
        path for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)
    ]
    owners = {path: _owner(path, versions) for path in differing}
    managed = [path for path in differing if owners[path] is Owner.MANAGED]
    seeded = versions.seeded
    base = {path: before[path] for path in managed if path in before} | seeded.merged_base
    theirs = {path: after[path] for path in managed if path in after} | seeded.merged_theirs
    ignored = _ignored(git, work, [path for path in sorted(theirs) if path not in ours])
    # Without its new name, a renamed file would only be removed.
    stays = old_names(ignored, (base, theirs), versions)
    left = ignored | stays.keys()
    kept = {*managed, *seeded.taken} - left
    return Sides(
        base=_without(left, base),
        theirs=_new_seeds(differing, owners, versions, ours) | _without(left, theirs),
        others=tuple(path for path in before if path not in kept),
        merged=tuple(
            path
            for path in differing
            if owners[path] is Owner.MERGED and path in before and path in after
        ),
        ignored=tuple(sorted(ignored)),
        stays=stays,
    )


def old_names(
    new: Collection[str], sides: tuple[Files, Files], versions: RenderedVersions
) -> dict[str, str]:
    """Return the old names of the files ``new`` that the template has renamed, with the new names.

    A file that may also have been renamed to another path counts as renamed to that one.
    """
    base, theirs = sides
    found = {old: path for path, old in versions.seeded.old_names.items() if path in new}
    gone = base.keys() - theirs.keys() - found.keys() if new else set()
    others = [file for path, file in theirs.items() if path not in base and path not in new]
    for old in sorted(gone):
        alike = [path for path in sorted(new) if is_similar(base[old], theirs[path])]
        if alike and not any(is_similar(base[old], file) for file in others):
            found[old] = alike[0]
    return found


def _without(left: Collection[str], files: Files) -> Files:
    return {path: file for path, file in files.items() if path not in left}


def _owner(path: str, versions: RenderedVersions) -> Owner | None:
    rendering = versions.after if path in versions.after.files else versions.before
    return rendering.ownership.owner_of(path)


def _new_seeds(
    differing: list[str],
    owners: Mapping[str, Owner | None],
    versions: RenderedVersions,
    ours: Mapping[str, Entry],
) -> Files:
    """Return the seeded files that this repository has never received.

    A seeded file that the old version rendered stays as the team has it, or stays deleted. If the
    template only renames such a file, the new name is left out: it would be a second copy. The old
    name of a managed file does not stay.
    """
    before, after = versions.before.files, versions.after.files
    gone = [path for path in differing if path not in after and owners[path] is not Owner.MANAGED]
    return {
        path: after[path]
        for path in differing
        if owners[path] is Owner.SEEDED
        and path not in before
        and path not in ours
        and not any(is_similar(before[other], after[path]) for other in gone)
    }


def _ignored(git: Git, work: WorkTree, paths: list[str]) -> frozenset[str]:
    """Return the paths that a .gitignore of the repository names. A person's own do not count."""
    if not paths:
        return frozenset()
    here = Git(work.top, {**git.variables, "GIT_WORK_TREE": str(work.top)})
    listed = os.fsencode("".join(f"{work.prefix}{path}\0" for path in paths))
    asked = here.try_run("check-ignore", "--stdin", "-z", stdin=listed)
    found = os.fsdecode(asked.output).split("\0")
    return frozenset(path.removeprefix(work.prefix) for path in found if path)
