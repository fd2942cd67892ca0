"""Working an update out. Problems appear here, before anything in the repository changes."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE, WAIVERS_FILE
from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.model.update import ChangeKind, Conflict, FileChange, ManagedChoice
from goldenpath.model.waivers import Waiver
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
from goldenpath.operations.merge import merged_toml
from goldenpath.operations.update.collisions import Collision
from goldenpath.operations.update.file_merge import FileConflict, FileMerge, merge_files
from goldenpath.operations.update.lost_lines import comments_by_hand, find_lost
from goldenpath.operations.update.merge_inputs import choose_sides
from goldenpath.operations.update.request import RenderedVersions, UpdatePlan, UpdateRequest

# Days. Long enough for an agreement with the platform team, short enough not to be forgotten.
_WAIVED_FOR = 90

# The ledger skips these: answers are generated, and waivers are written by their own rules.
_NOT_IN_LEDGER = frozenset({ANSWERS_FILE, WAIVERS_FILE})

_SUBMODULE = "160000"

type Changes = dict[str, Entry | None]


@dataclass
class _Outcome:
    """What becomes of the paths that git alone does not merge."""

    changes: Changes = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    marked: dict[str, Entry] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


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
    planner = _Planner(git, request, versions, ours)
    planner.settle_files(merge)
    for collision in merge.collisions:
        planner.settle_collision(collision)
    for path in sides.merged:
        if path in ours:
            _merge_keys(git, request, _Merged(path, versions, ours[path]), planner.outcome)
    planner.write_waivers()
    planner.write_answers()
    tree = planner.keep_the_ledger(edit_tree(git, merge.tree, planner.outcome.changes))
    deleted = [path for path in sides.merged if path not in ours]
    outcome = planner.outcome
    return UpdatePlan(
        work=work,
        git=git,
        versions=versions,
        tree=tree,
        changes=_changes(ours, read_tree(git, tree)),
        conflicts=tuple(outcome.conflicts),
        left_alone=tuple(sorted({*merge.deleted, *sides.ignored, *deleted})),
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
        notes=tuple(outcome.notes),
    )


@dataclass(frozen=True)
class _Planner:
    """Decides what becomes of each path that git alone does not merge."""

    git: Git
    request: UpdateRequest
    versions: RenderedVersions
    ours: Mapping[str, Entry]
    outcome: _Outcome = field(default_factory=_Outcome)

    def settle_files(self, merge: FileMerge) -> None:
        """Let one side win where both changed the same lines, or record a conflict."""
        marked = read_tree(self.git, merge.tree) if merge.conflicts else {}
        for conflict in merge.conflicts:
            path = conflict.path
            if self.request.managed is ManagedChoice.TEMPLATE:
                self.outcome.changes[path] = conflict.theirs
                if path in self.ours:
                    self.outcome.replaced.append(path)
                continue
            self.outcome.changes[path] = conflict.ours
            if self.request.managed is ManagedChoice.TEAM:
                # A file that the template drops belongs to the team from now on, without a waiver.
                if conflict.theirs:
                    self.outcome.waivers.append(_waiver(path, None))
                continue
            if path in marked:
                self.outcome.marked[path] = marked[path]
            if conflict.ours is None and conflict.theirs is None:
                # Both sides renamed the file, and each of the new names is a conflict of its own.
                continue
            self.outcome.conflicts.append(_conflict(self.git, conflict))

    def settle_collision(self, collision: Collision) -> None:
        """Let one side win where the two have different kinds of things, or record conflicts.

        Raises:
            BadInputError: conflict markers are wanted, but cannot show this.
        """
        path = collision.path
        others = [other for other in collision.in_the_way if other != path]
        if self.request.managed is ManagedChoice.TEMPLATE:
            self.outcome.changes |= {path: collision.theirs, **dict.fromkeys(others)}
            self.outcome.replaced.extend(collision.in_the_way)
        elif self.request.managed is ManagedChoice.TEAM:
            self.outcome.waivers.append(_waiver(path, None))
        elif self.request.write_conflicts:
            raise BadInputError(
                f"{path} is one kind of thing here and another in the template (a file, a folder, a"
                " link), which no conflict marker can show: choose a side with --managed."
            )
        else:
            found = [FileConflict(path, None, self.ours.get(path), collision.theirs)]
            found += [FileConflict(other, None, self.ours[other], None) for other in others]
            self.outcome.conflicts.extend(_conflict(self.git, conflict) for conflict in found)

    def write_waivers(self) -> None:
        """Record a waiver for everything that --managed team has kept.

        Raises:
            BadInputError: the file of waivers is not a text file.
        """
        if not self.outcome.waivers:
            return
        existing = self.ours.get(WAIVERS_FILE)
        is_folder = any(path.startswith(f"{WAIVERS_FILE}/") for path in self.ours)
        if is_folder or (existing and existing.kind == FileKind.LINK):
            raise BadInputError(
                f"{WAIVERS_FILE} is not a file here, but --managed team writes its waivers there:"
                " move it away."
            )
        try:
            text = read_blob(self.git, existing).content.decode() if existing else ""
        except UnicodeDecodeError as error:
            raise BadInputError(
                f"{WAIVERS_FILE} is not in UTF-8, but --managed team writes its waivers there:"
                " save it as UTF-8."
            ) from error
        content = add_waivers(text, tuple(self.outcome.waivers)).encode()
        kind = FileKind(existing.kind) if existing else FileKind.PLAIN
        self.outcome.changes |= write_entries(self.git, {WAIVERS_FILE: RenderedFile(content, kind)})

    def write_answers(self) -> None:
        """Take the answers file of the new version, and note each comment that this removes."""
        answers = self.versions.after.files[ANSWERS_FILE]
        if answers == self.versions.before.files.get(ANSWERS_FILE):
            return
        self.outcome.changes |= write_entries(self.git, {ANSWERS_FILE: answers})
        written = read_blob(self.git, self.ours[ANSWERS_FILE]).content
        for line in comments_by_hand(written, answers.content):
            self.outcome.notes.append(
                f"{ANSWERS_FILE} is rewritten without this comment: {line}. The commit before the"
                " update still has it."
            )

    def keep_the_ledger(self, tree: str) -> str:
        """Return the tree with each file restored that would lose lines, and record a conflict."""
        after = read_tree(self.git, tree)
        ownership = self.versions.after.ownership
        audited = {
            path: entry
            for path, entry in self.ours.items()
            if path not in _NOT_IN_LEDGER and ownership.owner_of(path) is not Owner.MERGED
        }
        found = find_lost(self.git, audited, after, self.versions.before.files)
        lost = [path for path in found if path not in self.outcome.replaced]
        if not lost:
            return tree
        if self.request.managed is ManagedChoice.TEMPLATE:
            self.outcome.replaced.extend(lost)
            return tree
        for path in lost:
            conflict = FileConflict(path, None, self.ours[path], after.get(path))
            self.outcome.conflicts.append(_conflict(self.git, conflict))
        return edit_tree(self.git, tree, {path: self.ours[path] for path in lost})


def _conflict(git: Git, conflict: FileConflict) -> Conflict:
    team, template = (_text(git, entry) for entry in (conflict.ours, conflict.theirs))
    return Conflict(path=conflict.path, team=team, template=template)


def _text(git: Git, entry: Entry | None) -> str | None:
    if entry is None or entry.kind == _SUBMODULE:
        return None
    try:
        return read_blob(git, entry).content.decode()
    except (UnicodeDecodeError, ValueError):
        return None


@dataclass(frozen=True)
class _Merged:
    """A merged file: its path, its two renders, and the team's version."""

    path: str
    versions: RenderedVersions
    ours: Entry

    def contents(self, git: Git) -> merged_toml.TomlVersions:
        """Return the three versions of its text."""
        return merged_toml.TomlVersions(
            base=self.versions.before.files[self.path].content,
            ours=read_blob(git, self.ours).content,
            theirs=self.versions.after.files[self.path].content,
        )


def _merge_keys(git: Git, request: UpdateRequest, merged: _Merged, outcome: _Outcome) -> None:
    contents, path = merged.contents(git), merged.path
    owned = merged.versions.after.ownership.keys_of(path)
    is_link = merged.ours.kind == FileKind.LINK
    result = None if is_link else merged_toml.merge(git, contents, owned, request.managed)
    if result is None:
        outcome.conflicts.append(
            Conflict(path=path, team=_text(git, merged.ours), template=contents.theirs.decode())
        )
        return
    outcome.conflicts.extend(
        Conflict(path=path, key=conflict.name, team=conflict.team, template=conflict.template)
        for conflict in result.conflicts
    )
    outcome.replaced.extend(f"{path}: {name}" for name in result.replaced)
    outcome.waivers.extend(_waiver(path, name) for name in result.kept)
    outcome.notes.extend(
        f"{path} stays without this comment of the template, since the team has changed the lines"
        f" beside it: {comment}"
        for comment in result.left_out
    )
    _write_merged(git, merged, result, outcome)


def _write_merged(
    git: Git, merged: _Merged, result: merged_toml.MergedToml, outcome: _Outcome
) -> None:
    path, kind = merged.path, FileKind(merged.ours.kind)
    files = {"merged": RenderedFile(result.content, kind)}
    if result.marked is not None:
        files["marked"] = RenderedFile(result.marked, kind)
    entries = write_entries(git, files)
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
