"""What an update takes of the template's changes of seeded files, and what it records of them."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field, replace

from goldenpath.model.note import FileNote
from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import RenderedFile
from goldenpath.model.seeded import EVERY_FILE, SeededChange, TakenVersion

type Files = dict[str, RenderedFile]


@dataclass(frozen=True)
class TakenVersions:
    """What .goldenpath-seeded.yml is written from."""

    # The version that the update leads to.
    now: TakenVersion
    # What the file recorded before.
    before: Mapping[str, TakenVersion]
    # The version that each file with open changes was last taken from.
    origins: Mapping[str, TakenVersion]
    # Whether the changes of all seeded files were asked for.
    is_all: bool

    def after(self, taken: Set[str]) -> Mapping[str, TakenVersion]:
        """Return what to record if ``taken`` is merged.

        A file that is not merged keeps its version. Otherwise nobody would see its changes again.
        """
        if not self.is_all:
            return {**self.before, **dict.fromkeys(taken, self.now)}
        left = {path: version for path, version in self.origins.items() if path not in taken}
        return {EVERY_FILE: self.now, **left}


@dataclass(frozen=True)
class SeededFiles:
    """The seeded files that the template has changed, and those that an update merges."""

    changes: tuple[SeededChange, ...] = ()
    # As the repository last took them, and as the new version renders them.
    base: Files = field(default_factory=dict)
    theirs: Files = field(default_factory=dict)
    # What the update merges, by path. Of a renamed file, it has both names or none.
    taken: frozenset[str] = frozenset()
    # Deleted files among them, which come back.
    back: frozenset[str] = frozenset()
    # What was asked for but is deleted here.
    left_alone: tuple[str, ...] = ()
    versions: TakenVersions | None = None
    notes: tuple[str, ...] = ()

    @property
    def file_notes(self) -> tuple[FileNote, ...]:
        """The changes as notes of a release."""
        return tuple(
            FileNote(
                kind=change.kind,
                path=change.path,
                owner=Owner.SEEDED,
                before=change.before,
                reasons=change.reasons,
                is_taken=change.is_taken,
            )
            for change in self.changes
        )

    @property
    def merged_base(self) -> Files:
        """The files that the update merges, as the repository last took them."""
        # A file that comes back is new, since otherwise git would merge its deletion.
        merged = self.taken - self.back
        return {path: file for path, file in self.base.items() if path in merged}

    @property
    def merged_theirs(self) -> Files:
        """The files that the update merges, as the new version renders them."""
        return {path: file for path, file in self.theirs.items() if path in self.taken}

    @property
    def old_names(self) -> Mapping[str, str]:
        """The old names of renamed files, by the new ones."""
        return {change.path: change.before for change in self.changes if change.before}

    @property
    def record(self) -> Mapping[str, TakenVersion] | None:
        """The content of .goldenpath-seeded.yml after the update; None if the file stays."""
        # If nothing is taken, there is nothing to record.
        return self.versions.after(self.taken) if self.versions and self.taken else None

    def without(self, paths: Collection[str]) -> "SeededFiles":
        """Return the same without files that the update leaves as they are."""
        left = set(paths)
        for new, old in self.old_names.items():
            left |= {new, old} if {new, old} & left else set()
        changes = tuple(
            change.model_copy(update={"is_taken": change.is_taken and change.path not in left})
            for change in self.changes
        )
        return replace(self, changes=changes, taken=self.taken - left, back=self.back - left)
