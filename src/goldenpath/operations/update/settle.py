"""Settle the paths that git alone does not merge: one side wins, or both are a conflict."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field

from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE, SEEDED_FILE, WAIVERS_FILE
from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.model.seeded import write_seeded
from goldenpath.model.update import ManagedChoice
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, edit_tree, read_blob, read_tree, write_entries
from goldenpath.operations.update.collisions import Collision
from goldenpath.operations.update.file_merge import FileConflict, FileMerge
from goldenpath.operations.update.lost_lines import comments_by_hand, find_lost
from goldenpath.operations.update.outcome import Outcome, conflict_of, waiver_for
from goldenpath.operations.update.request import RenderedVersions, UpdateRequest
from goldenpath.operations.update.seeded_choice import SeededFiles
from goldenpath.operations.waivers.waivers_file import add_waivers

# The ledger skips what goldenpath writes by rules of its own.
_NOT_IN_LEDGER = frozenset({ANSWERS_FILE, SEEDED_FILE, WAIVERS_FILE})


@dataclass(frozen=True)
class Settler:
    """Decides what becomes of each path that git alone does not merge."""

    git: Git
    request: UpdateRequest
    versions: RenderedVersions
    ours: Mapping[str, Entry]
    outcome: Outcome = field(default_factory=Outcome)

    def settle_files(self, merge: FileMerge) -> None:
        """Let one side win where both changed the same lines, or record a conflict."""
        marked = read_tree(self.git, merge.tree) if merge.conflicts else {}
        for conflict in merge.conflicts:
            path = conflict.path
            seeded = self._seeded_in(conflict)
            if self.request.managed is ManagedChoice.TEMPLATE:
                self.outcome.changes[path] = conflict.theirs
                if path in self.ours:
                    self.outcome.replaced.append(path)
                continue
            # After a rename on both sides, git has already merged the lines of its version of ours.
            self.outcome.changes[path] = self.ours.get(path, conflict.ours)
            if self.request.managed is ManagedChoice.TEAM:
                if seeded:
                    self._refuse(path, seeded)
                # A file that the template drops belongs to the team from now on, without a waiver.
                elif conflict.theirs:
                    self.outcome.waivers.append(waiver_for(path, None))
                continue
            if path in marked:
                self.outcome.marked[path] = marked[path]
            if conflict.ours is None and conflict.theirs is None:
                # Both sides renamed the file, and each of the new names is a conflict of its own.
                continue
            told = conflict_of(self.git, conflict, is_seeded=bool(seeded))
            self.outcome.conflicts.append(told)

    def settle_collision(self, collision: Collision, old_names: Collection[str]) -> None:
        """Let one side win where the two have different kinds of things, or record conflicts.

        ``old_names`` has what the template has renamed to this path.

        Raises:
            BadInputError: conflict markers are wanted, but cannot show this.
        """
        path = collision.path
        others = [other for other in collision.in_the_way if other != path]
        if self.request.managed is ManagedChoice.TEMPLATE:
            self.outcome.changes |= {path: collision.theirs, **dict.fromkeys(others)}
            self.outcome.replaced.extend(collision.in_the_way)
        elif self.request.managed is ManagedChoice.TEAM:
            self.outcome.changes |= {old: self.ours[old] for old in old_names if old in self.ours}
            if path in self.versions.seeded.taken:
                self._refuse(path, {path})
            else:
                self.outcome.waivers.append(waiver_for(path, None))
        elif self.request.write_conflicts:
            raise BadInputError(
                f"{path} is one kind of thing here and another in the template (a file, a folder, a"
                " link), which no conflict marker can show: choose a side with --managed."
            )
        else:
            found = [FileConflict(path, None, self.ours.get(path), collision.theirs)]
            found += [FileConflict(other, None, self.ours[other], None) for other in others]
            is_seeded = path in self.versions.seeded.taken
            self.outcome.conflicts.extend(
                conflict_of(self.git, conflict, is_seeded=is_seeded) for conflict in found
            )

    def _seeded_in(self, conflict: FileConflict) -> set[str]:
        """Return the seeded files that a conflict is about; none if it is about a managed one."""
        seeded, path = self.versions.seeded, conflict.path
        if path in seeded.taken:
            return {path}
        if path in self.versions.after.files or path in self.versions.before.files:
            return set()
        # The team has given the file a name of its own, and git tells only what it was before.
        base = write_entries(self.git, seeded.merged_base) if conflict.base else {}
        return {old for old, entry in base.items() if entry == conflict.base}

    def _refuse(self, path: str, seeded: Set[str]) -> None:
        self.outcome.refused |= seeded
        # After a rename of the template, the conflict has the new name. The old one stays.
        name = self.versions.seeded.old_names.get(path, path)
        if name in self.ours:
            self.outcome.notes.append(
                f"{name} stays as you have it. The template's change of it counts as not taken, so"
                " `goldenpath update --seeded` asks again."
            )

    def leave(self, paths: Collection[str]) -> None:
        """Refuse the seeded files among ``paths`` too, and leave all refused ones as they are."""
        self.outcome.refused |= self.versions.seeded.taken & set(paths)
        for path in self.versions.seeded.taken - self.seeded.taken:
            self.outcome.changes[path] = self.ours.get(path)

    @property
    def seeded(self) -> SeededFiles:
        """The seeded files, with those that the update really takes."""
        return self.versions.seeded.without(self.outcome.refused)

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
        self._rewrite(ANSWERS_FILE, answers)

    def write_record(self) -> None:
        """Record from which version the seeded files are now, and note each removed comment.

        Raises:
            BadInputError: there is a folder in the place of the record.
        """
        record = self.seeded.record
        if record is None:
            return
        if any(path.startswith(f"{SEEDED_FILE}/") for path in self.ours):
            raise BadInputError(
                f"{SEEDED_FILE} is a folder here, but `goldenpath update --seeded` writes a file"
                " of that name: move it away."
            )
        self._rewrite(SEEDED_FILE, RenderedFile(write_seeded(record), FileKind.PLAIN))

    def _rewrite(self, path: str, file: RenderedFile) -> None:
        self.outcome.changes |= write_entries(self.git, {path: file})
        written = read_blob(self.git, self.ours[path]).content if path in self.ours else b""
        for line in comments_by_hand(written, file.content):
            self.outcome.notes.append(
                f"{path} is rewritten without this comment: {line}. The commit before the update"
                " still has it."
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
        seeded = self.versions.seeded
        rendered = {**self.versions.before.files, **seeded.merged_base}
        found = find_lost(self.git, audited, after, rendered)
        lost = [path for path in found if path not in self.outcome.replaced]
        if not lost:
            return tree
        if self.request.managed is ManagedChoice.TEMPLATE:
            self.outcome.replaced.extend(lost)
            return tree
        for path in lost:
            conflict = FileConflict(path, None, self.ours[path], after.get(path))
            is_seeded = path in seeded.taken
            self.outcome.conflicts.append(conflict_of(self.git, conflict, is_seeded=is_seeded))
        return edit_tree(self.git, tree, {path: self.ours[path] for path in lost})
