"""The release notes: what a release of the template changes for those who update to it."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from goldenpath.model.base import DataModel
from goldenpath.model.note import (
    DependencyNote,
    FileNote,
    Note,
    NoteKind,
    QuestionNote,
    RuleNote,
    SettingNote,
)
from goldenpath.model.ownership import Owner


class Section(DataModel):
    """A part of the notes: a heading, an optional sentence and a list."""

    title: str
    about: str | None = None
    lines: tuple[str, ...]


MANAGED_FILES = "Managed files"
MERGED_FILES = "Merged files"
_OWNERS = {
    Owner.MANAGED: (MANAGED_FILES, "The update changes them."),
    Owner.MERGED: (
        MERGED_FILES,
        "The update changes these keys where the team has not changed them.",
    ),
    Owner.SEEDED: (
        "Seeded files",
        "They belong to the team: the update adds new ones, and changes others only with --seeded.",
    ),
}
_ABOUT_SEEDED_CODE = (
    "Only seeded files read these variables, and an update does not change seeded files: the"
    " changes apply to new repositories, and where you take the new code with --seeded."
)


class RepositoryNotes(DataModel):
    """The changes that concern one repository, or all repositories of a shape."""

    files: tuple[FileNote, ...] = ()
    settings: tuple[SettingNote, ...] = ()
    dependencies: tuple[DependencyNote, ...] = ()
    questions: tuple[QuestionNote, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there are no changes."""
        return not (self.files or self.settings or self.dependencies or self.questions)

    def files_of(self, owner: Owner) -> tuple[FileNote, ...]:
        """Return the notes on files that now have this owner."""
        return tuple(note for note in self.files if note.owner is owner)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in the order in which they are printed, without empty ones."""
        is_seeded = all(note.is_seeded for note in self.settings)
        found = (
            Section(title="To do", lines=self.to_do),
            Section(
                title="Before you deploy",
                about=_ABOUT_SEEDED_CODE if is_seeded else None,
                lines=tuple(note.line for note in self.settings),
            ),
            Section(title="Dependencies", lines=tuple(note.line for note in self.dependencies)),
            Section(title="Questions", lines=tuple(note.line for note in self.questions)),
            *(
                Section(
                    title=title,
                    about=about,
                    lines=tuple(f"{note.kind}: {note.line}" for note in self._listed(owner)),
                )
                for owner, (title, about) in _OWNERS.items()
            ),
        )
        return tuple(section for section in found if section.lines)

    def _listed(self, owner: Owner) -> tuple[FileNote, ...]:
        """Return the notes to list. What a team should take is to do, and not listed again."""
        return tuple(
            note for note in self.files_of(owner) if note.is_taken or not note.is_important
        )

    @property
    def to_do(self) -> tuple[str, ...]:
        """The steps that the team must take, and the decisions that it can make."""
        return tuple(dict.fromkeys(self._to_do()))

    def _to_do(self) -> list[str]:
        steps = []
        if any(note.is_required or note.kind is NoteKind.RENAMED for note in self.settings):
            steps.append("Set the variables below before you deploy code that reads them.")
        if self.dependencies:
            steps.append(
                "Look at the dependencies: `goldenpath update` changes pyproject.toml and updates"
                " uv.lock."
            )
        if any(note.kind is NoteKind.ADDED for note in self.questions):
            steps.append(
                "Decide whether the defaults of the new questions suit you; change one with"
                " `goldenpath update --data QUESTION=ANSWER`."
            )
        return [*steps, *self._seeded_to_do()] or ["Only the update itself."]

    @property
    def seeded_advice(self) -> tuple[str, ...]:
        """Which changes of seeded files a team should take: those that are important."""
        notes = self.files_of(Owner.SEEDED)
        return tuple(note.advice for note in notes if note.is_important and not note.is_taken)

    def _seeded_to_do(self) -> Iterator[str]:
        changed = [note for note in self.files_of(Owner.SEEDED) if note.kind is not NoteKind.ADDED]
        open_ones = [note for note in changed if not note.is_taken]
        yield from self.seeded_advice
        if not all(note.is_important for note in open_ones):
            yield (
                "Look at the changes of seeded files with `goldenpath diff --seeded`, and take them"
                " with `goldenpath update --seeded`."
            )
        if any(note.is_taken for note in changed):
            yield "Read the changes of your seeded files, and run the tests."


class ShapeNotes(DataModel):
    """What a release changes in the repositories of one shape."""

    shape: str
    # None if the shape exists in both releases.
    kind: Literal[NoteKind.ADDED, NoteKind.REMOVED] | None = None
    notes: RepositoryNotes = RepositoryNotes()


class Bump(StrEnum):
    """The part of the version number that a release must raise at least."""

    PATCH = "patch"
    MINOR = "minor"


class ReleaseNotes(DataModel):
    """All changes between two versions of the template."""

    old: str
    new: str
    shapes: tuple[ShapeNotes, ...]
    rules: tuple[RuleNote, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the release is more than a patch release; empty if it may be a patch release."""
        return tuple(dict.fromkeys(self._reasons()))

    @property
    def least_bump(self) -> Bump:
        """The part of the version number that must be raised at least."""
        return Bump.MINOR if self.reasons else Bump.PATCH

    def _reasons(self) -> list[str]:
        found = [
            f"the shape {shape.shape} is {'new' if shape.kind is NoteKind.ADDED else 'removed'}"
            for shape in self.shapes
            if shape.kind
        ]
        for shape in self.shapes:
            found += [_loss("question", note) for note in shape.notes.questions if _is_loss(note)]
            found += [_loss("variable", note) for note in shape.notes.settings if _is_loss(note)]
        stricter = [rule for rule in self.rules if rule.is_stricter]
        found += [
            f"{rule.setting} of {rule.ruleset} is stricter" for rule in stricter if rule.setting
        ]
        if new := sum(not rule.setting for rule in stricter):
            found.append("1 rule is new" if new == 1 else f"{new} rules are new")
        return found


def _is_loss(note: Note) -> bool:
    return note.kind in (NoteKind.REMOVED, NoteKind.RENAMED)


def _loss(what: str, note: QuestionNote | SettingNote) -> str:
    if note.kind is NoteKind.RENAMED:
        return f"the {what} {note.before} has a new name"
    return f"the {what} {note.name} is removed"
