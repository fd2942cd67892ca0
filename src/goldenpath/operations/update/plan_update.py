"""Work an update out. Problems appear here, before anything in the repository changes."""

from collections.abc import Iterator, Mapping

from goldenpath.model.update import ChangeKind, FileChange
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, edit_tree, read_tree
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.update.file_merge import merge_files
from goldenpath.operations.update.merge_inputs import Sides, choose_sides, old_names
from goldenpath.operations.update.merged_files import MergedFile, merge_keys
from goldenpath.operations.update.request import RenderedVersions, UpdatePlan, UpdateRequest
from goldenpath.operations.update.seeded_choice import SeededFiles
from goldenpath.operations.update.settle import Settler
from goldenpath.operations.update.with_seeded import with_changes


def plan_update(
    request: UpdateRequest, work: WorkTree, versions: RenderedVersions, git: Git
) -> UpdatePlan:
    """Work out what the repository becomes. ``git`` writes the objects, in a workshop.

    Raises:
        GoldenpathError: git fails, or a merged file is not TOML any more.
    """
    old = git.run("rev-parse", f"{work.head}:{work.prefix}")
    ours = read_tree(git, old)
    sides = choose_sides(git, work, versions, ours)
    merge = merge_files(git, old, ours, sides)
    settler = Settler(git, request, versions, ours)
    settler.settle_files(merge)
    for collision in merge.collisions:
        renamed = old_names({collision.path}, (sides.base, sides.theirs), versions)
        settler.settle_collision(collision, renamed)
    settler.leave((*sides.ignored, *sides.stays, *merge.deleted))
    for path in sides.merged:
        if path in ours:
            merge_keys(git, request, MergedFile(path, versions, ours[path]), settler.outcome)
    settler.write_waivers()
    settler.write_answers()
    settler.write_record()
    tree = settler.keep_the_ledger(edit_tree(git, merge.tree, settler.outcome.changes))
    deleted = [path for path in sides.merged if path not in ours]
    outcome = settler.outcome
    return UpdatePlan(
        work=work,
        git=git,
        versions=_as_settled(versions, settler.seeded),
        tree=tree,
        changes=_changes(ours, read_tree(git, tree)),
        conflicts=tuple(outcome.conflicts),
        left_alone=tuple(
            sorted({*merge.deleted, *sides.ignored, *deleted, *versions.seeded.left_alone})
        ),
        replaced=tuple(outcome.replaced),
        replaced_paths=tuple(
            dict.fromkeys(
                # A replaced key of a merged file is named `path: key`.
                name if name in ours else name.partition(": ")[0]
                for name in outcome.replaced
            )
        ),
        waived=tuple(waiver.path for waiver in outcome.waivers),
        marked=outcome.marked,
        notes=(*versions.seeded.notes, *_ignored(sides, versions, ours), *outcome.notes),
    )


def _as_settled(versions: RenderedVersions, seeded: SeededFiles) -> RenderedVersions:
    """Return the versions with what the update really takes of seeded files."""
    return versions if seeded == versions.seeded else with_changes(versions, seeded)


def _ignored(sides: Sides, versions: RenderedVersions, ours: Mapping[str, Entry]) -> Iterator[str]:
    """Yield a sentence for each file that stays, or does not come, because git ignores its name."""
    for old, new in sides.stays.items():
        if old in ours:
            yield f"{old} stays, because git ignores its new name {new} here."
    for path in sides.ignored:
        if path in versions.seeded.taken and path not in sides.stays.values():
            yield f"{path} is not written, because git ignores it here."


def _changes(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> tuple[FileChange, ...]:
    return tuple(
        FileChange(path=path, kind=_kind(path in before, path in after))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    )


def _kind(was: bool, is_there: bool) -> ChangeKind:
    if was and is_there:
        return ChangeKind.CHANGED
    return ChangeKind.ADDED if is_there else ChangeKind.REMOVED
