"""What a release of the template changes, told to those who will update to it."""

from enum import StrEnum
from typing import Literal

from goldenpath.model.data_file import DataModel
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
    """A heading, a sentence where one is needed, and a list."""

    title: str
    about: str | None = None
    lines: tuple[str, ...]


_OWNERS = {
    Owner.MANAGED: ("Managed files", "The update changes them."),
    Owner.MERGED: (
        "Merged files",
        "The update changes these keys of them, where the team has left them alone.",
    ),
    Owner.SEEDED: (
        "Seeded files",
        "They are the team's: the update adds new ones, and leaves the others alone.",
    ),
}
_OF_SEEDED_CODE = (
    "Code that the team owns reads these, and an update leaves it alone: they count for new"
    " repositories, and where you take the new code over."
)


class RepositoryNotes(DataModel):
    """What concerns one repository, or all repositories of a shape."""

    files: tuple[FileNote, ...] = ()
    settings: tuple[SettingNote, ...] = ()
    dependencies: tuple[DependencyNote, ...] = ()
    questions: tuple[QuestionNote, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.files or self.settings or self.dependencies or self.questions)

    def files_of(self, owner: Owner) -> tuple[FileNote, ...]:
        """The files that belong to an owner now."""
        return tuple(note for note in self.files if note.owner is owner)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The notes in the order in which they are read, without what is empty."""
        is_seeded = all(note.is_seeded for note in self.settings)
        found = (
            Section(title="To do", lines=self.to_do),
            Section(
                title="Before you deploy",
                about=_OF_SEEDED_CODE if is_seeded else None,
                lines=tuple(note.line for note in self.settings),
            ),
            Section(title="Dependencies", lines=tuple(note.line for note in self.dependencies)),
            Section(title="Questions", lines=tuple(note.line for note in self.questions)),
            *(
                Section(
                    title=title,
                    about=about,
                    lines=tuple(f"{note.kind}: {note.line}" for note in self.files_of(owner)),
                )
                for owner, (title, about) in _OWNERS.items()
            ),
        )
        return tuple(section for section in found if section.lines)

    @property
    def to_do(self) -> tuple[str, ...]:
        """What the team must do, or can decide."""
        return tuple(dict.fromkeys(self._to_do()))

    def _to_do(self) -> list[str]:
        steps = []
        if any(note.is_required or note.kind is NoteKind.RENAMED for note in self.settings):
            steps.append("Set the variables below before you deploy code that reads them.")
        if self.dependencies:
            steps.append(
                "Look at the dependencies: `goldenpath update` changes pyproject.toml and locks"
                " again."
            )
        if any(note.kind is NoteKind.ADDED for note in self.questions):
            steps.append(
                "Decide whether the defaults of the new questions suit you; change one with"
                " `goldenpath update --data QUESTION=ANSWER`."
            )
        if any(note.kind is NoteKind.CHANGED for note in self.files_of(Owner.SEEDED)):
            steps.append(
                "Look at the seeded files below: an update leaves yours alone, so take over by"
                " hand what you want of them."
            )
        return steps or ["Nothing but the update."]


class ShapeNotes(DataModel):
    """What a release changes in the repositories of a shape."""

    shape: str
    # None when the shape is in both releases.
    kind: Literal[NoteKind.ADDED, NoteKind.REMOVED] | None = None
    notes: RepositoryNotes = RepositoryNotes()


class Bump(StrEnum):
    """The least part of the version that a release must raise."""

    PATCH = "patch"
    MINOR = "minor"


class ReleaseNotes(DataModel):
    """Everything that one release changes against another."""

    old: str
    new: str
    shapes: tuple[ShapeNotes, ...]
    rules: tuple[RuleNote, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is no patch; nothing when it may be one."""
        return tuple(dict.fromkeys(self._reasons()))

    @property
    def least_bump(self) -> Bump:
        """What the version must at least be raised by."""
        return Bump.MINOR if self.reasons else Bump.PATCH

    def _reasons(self) -> list[str]:
        found = [
            f"the shape {shape.shape} is {'new' if shape.kind is NoteKind.ADDED else 'gone'}"
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
        return f"the {what} {note.before} has another name"
    return f"the {what} {note.name} is gone"
