"""Working an update out: everything that can go wrong goes wrong here, before anything changes."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from goldenpath.model.recorded_answers import ANSWERS_FILE
from goldenpath.model.update import ChangeKind, Conflict, FileChange, ManagedChoice
from goldenpath.model.waivers import WAIVERS_FILE, Waiver
from goldenpath.operations.drift.waivers_file import add_waivers
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import (
    Entry,
    edit_tree,
    read_blob,
    read_tree,
    write_entries,
)
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.merge import three_way
from goldenpath.operations.render.engine import FileKind, RenderedFile
from goldenpath.operations.update.file_merge import FileConflict, FileMerge, merge_files
from goldenpath.operations.update.request import Plan, UpdateRequest, Versions
from goldenpath.operations.update.sides import choose_sides

# Days. Long enough to agree with the platform team, short enough to be remembered.
_WAIVED_FOR = 90

type Changes = dict[str, Entry | None]


@dataclass
class _Outcome:
    """What becomes of the paths that are not merged by git alone."""

    changes: Changes = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    marked: dict[str, Entry] = field(default_factory=dict)


def plan_update(request: UpdateRequest, work: WorkTree, versions: Versions) -> Plan:
    """Work out what the repository becomes, with objects written by ``work.git``.

    Raises:
        GoldenpathError: git fails, or a merged file is no TOML any more.
    """
    git = work.git
    old = git.run("rev-parse", f"{work.head}:{work.prefix}")
    ours = read_tree(git, old)
    sides = choose_sides(work, versions, ours)
    merge = merge_files(git, old, sides)
    outcome = _Outcome()
    _settle_files(git, request, merge, outcome)
    deleted = [path for path in sides.merged if path not in ours]
    for path in sides.merged:
        if path in ours:
            _merge_keys(git, request, _Merged(path, versions, ours[path]), outcome)
    _write_waivers(git, request, ours, outcome)
    _write_answers(git, versions, outcome)
    tree = edit_tree(git, merge.tree, outcome.changes)
    return Plan(
        work=work,
        versions=versions,
        tree=tree,
        changes=_changes(ours, read_tree(git, tree)),
        conflicts=tuple(outcome.conflicts),
        left_alone=tuple(sorted({*merge.deleted, *sides.ignored, *deleted})),
        replaced=tuple(outcome.replaced),
        waived=tuple(waiver.path for waiver in outcome.waivers),
        marked=outcome.marked,
    )


def _settle_files(git: Git, request: UpdateRequest, merge: FileMerge, outcome: _Outcome) -> None:
    marked = read_tree(git, merge.tree) if merge.conflicts else {}
    for conflict in merge.conflicts:
        path = conflict.path
        if request.managed is ManagedChoice.TEMPLATE:
            outcome.changes[path] = conflict.theirs
            outcome.replaced.append(path)
            continue
        outcome.changes[path] = conflict.ours
        if request.managed is ManagedChoice.TEAM:
            # What the template has dropped is the team's from now on, and needs no waiver.
            if conflict.theirs:
                outcome.waivers.append(_waiver(path, None))
            continue
        if path in marked:
            outcome.marked[path] = marked[path]
        outcome.conflicts.append(_conflict(git, conflict))


def _conflict(git: Git, conflict: FileConflict) -> Conflict:
    team, template = (_text(git, entry) for entry in (conflict.ours, conflict.theirs))
    return Conflict(path=conflict.path, team=team, template=template)


def _text(git: Git, entry: Entry | None) -> str | None:
    if entry is None:
        return None
    try:
        return read_blob(git, entry).content.decode()
    except (UnicodeDecodeError, ValueError):
        return None


@dataclass(frozen=True)
class _Merged:
    """A merged file: where it is, what it was rendered as, and what the team has."""

    path: str
    versions: Versions
    ours: Entry

    def contents(self, git: Git) -> three_way.Versions:
        """The three versions of its text."""
        return three_way.Versions(
            base=self.versions.before.files[self.path].content,
            ours=read_blob(git, self.ours).content,
            theirs=self.versions.after.files[self.path].content,
        )


def _merge_keys(git: Git, request: UpdateRequest, merged: _Merged, outcome: _Outcome) -> None:
    contents, path = merged.contents(git), merged.path
    compared = three_way.compare(contents, merged.versions.after.ownership.keys_of(path))
    if compared is None or merged.ours.kind == FileKind.LINK:
        outcome.conflicts.append(
            Conflict(path=path, team=_text(git, merged.ours), template=contents.theirs.decode())
        )
        return
    changes = list(compared.changes)
    for conflict in compared.conflicts:
        if request.managed is ManagedChoice.TEMPLATE:
            changes.append(conflict.change)
            outcome.replaced.append(f"{path}: {conflict.name}")
        elif request.managed is ManagedChoice.TEAM:
            outcome.waivers.append(_waiver(path, conflict.name))
        else:
            outcome.conflicts.append(
                Conflict(
                    path=path,
                    key=conflict.name,
                    team=None if conflict.team is None else repr(conflict.team),
                    template=None if conflict.change.value is None else repr(conflict.change.value),
                )
            )
    _write_merged(git, merged, (contents, tuple(changes)), outcome)


def _write_merged(
    git: Git,
    merged: _Merged,
    what: tuple[three_way.Versions, tuple[three_way.KeyChange, ...]],
    outcome: _Outcome,
) -> None:
    contents, changes = what
    path, kind = merged.path, FileKind(merged.ours.kind)
    files = {}
    # Without a change of values too: the template's comments may have changed.
    written = three_way.write(git, contents, changes)
    if written != contents.ours:
        files["merged"] = RenderedFile(written, kind)
    if any(conflict.path == path for conflict in outcome.conflicts):
        marked = three_way.merge_text(git, contents, with_markers=True) or contents.ours
        files["marked"] = RenderedFile(marked, kind)
    entries = write_entries(git, files)
    if "merged" in entries:
        outcome.changes[path] = entries["merged"]
    if "marked" in entries:
        outcome.marked[path] = entries["marked"]


def _waiver(path: str, key: str | None) -> Waiver:
    return Waiver(
        path=path,
        key=key,
        reason="kept by `goldenpath update --managed team`",
        until=datetime.date.today() + datetime.timedelta(days=_WAIVED_FOR),
    )


def _write_waivers(
    git: Git, request: UpdateRequest, ours: Mapping[str, Entry], outcome: _Outcome
) -> None:
    if not outcome.waivers:
        return
    existing = ours.get(WAIVERS_FILE)
    text = read_blob(git, existing).content.decode() if existing else ""
    content = add_waivers(text, tuple(outcome.waivers)).encode()
    file = RenderedFile(content, FileKind.PLAIN)
    outcome.changes |= write_entries(git, {WAIVERS_FILE: file})


def _write_answers(git: Git, versions: Versions, outcome: _Outcome) -> None:
    answers = versions.after.files[ANSWERS_FILE]
    if answers != versions.before.files.get(ANSWERS_FILE):
        outcome.changes |= write_entries(git, {ANSWERS_FILE: answers})


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
