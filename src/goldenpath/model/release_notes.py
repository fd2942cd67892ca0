"""What a release of the template changes, told to those who will update to it."""

from enum import StrEnum
from typing import Literal

from goldenpath.model.data_file import DataModel
from goldenpath.model.ownership import Owner


class NoteKind(StrEnum):
    """What happened to a thing between two releases."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"
    MOVED = "moved"


class Note(DataModel):
    """One change, and the repositories of a shape that it concerns."""

    kind: NoteKind
    # In words; empty when it concerns all of them.
    scope: str = ""

    @property
    def text(self) -> str:
        """The change in Markdown, on one line, without its scope."""
        raise NotImplementedError

    @property
    def line(self) -> str:
        """The change and its scope."""
        return f"{self.text} ({self.scope})" if self.scope else self.text


class FileNote(Note):
    """A rendered file."""

    topic: Literal["file"] = "file"
    path: str
    owner: Owner
    # The old path of a renamed file, or the old owner of one that was handed over.
    before: str | None = None
    # Of a merged file: the template's keys that changed.
    keys: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The path, and where it was before."""
        if self.kind is NoteKind.RENAMED:
            return f"`{self.before}` is now `{self.path}`"
        if self.kind is NoteKind.MOVED:
            return f"`{self.path}` was {self.before} and is {self.owner}"
        keys = ", ".join(f"`{key}`" for key in self.keys)
        return f"`{self.path}`: {keys}" if keys else f"`{self.path}`"


class SettingNote(Note):
    """An environment variable."""

    topic: Literal["setting"] = "setting"
    name: str
    # The old name of a renamed variable, or the old default.
    before: str | None = None
    # The default; None when there is none.
    default: str | None = None
    is_required: bool = False
    # Whether code that the team owns reads it: an update leaves that code alone.
    is_seeded: bool = True

    @property
    def text(self) -> str:
        """What to do about it."""
        name = f"`{self.name}`"
        match self.kind:
            case NoteKind.REMOVED:
                return f"{name} is read no more"
            case NoteKind.RENAMED:
                return f"`{self.before}` is called {name} now"
            case NoteKind.CHANGED if self.is_required and self.before is not None:
                return f"{name} has no default any more (it was `{self.before}`): set it"
            case NoteKind.CHANGED:
                was = "none: it was required" if self.before is None else f"`{self.before}`"
                return f"{name} is `{self.default}` by default; it was {was}"
            case _ if self.is_required:
                return f"{name} is new and required: set it"
            case _:
                default = "" if self.default is None else f", by default `{self.default}`"
                return f"{name} is new and optional{default}"


class DependencyNote(Note):
    """A requirement of pyproject.toml."""

    topic: Literal["dependency"] = "dependency"
    name: str
    # What was required and where; None when it was not.
    before: str | None = None
    after: str | None = None
    group: str

    @property
    def text(self) -> str:
        """The requirement, and what it was."""
        match self.kind:
            case NoteKind.ADDED:
                return f"`{self.after}` is new in {self.group}"
            case NoteKind.REMOVED:
                return f"`{self.before}` is gone from {self.group}"
            case NoteKind.MOVED:
                return f"`{self.name}` is in {self.group} now, and was in {self.before}"
            case _:
                return f"`{self.after}` in {self.group}, was `{self.before}`"


class QuestionNote(Note):
    """A question of the template."""

    topic: Literal["question"] = "question"
    name: str
    before: str | None = None
    # What keeps things as they are, for those who do not answer.
    default: str | None = None

    @property
    def text(self) -> str:
        """The question, and the answer that it takes by itself."""
        match self.kind:
            case NoteKind.ADDED:
                return f"`{self.name}` is new; its default `{self.default}` counts until answered"
            case NoteKind.RENAMED:
                return f"`{self.before}` is called `{self.name}` now and keeps its answer"
            case _:
                return f"`{self.name}` is gone, and its answer counts no more"


class FleetShare(DataModel):
    """How many repositories of a fleet fall short of a setting that became stricter."""

    failing: int
    counted: int
    # What was compared, since no code was run.
    how: str


class RuleNote(DataModel):
    """A setting of a ruleset that changed."""

    ruleset: str
    setting: str
    rule: str
    before: str
    after: str
    is_stricter: bool
    share: FleetShare | None = None

    @property
    def text(self) -> str:
        """The change, and the share of the fleet that falls short."""
        how = "stricter" if self.is_stricter else "laxer"
        line = f"{self.rule} `{self.setting}`: {self.after}, was {self.before} ({how})"
        if self.share is None:
            return line
        return f"{line}; {self.share.failing} of {self.share.counted} {self.share.how}"


class Section(DataModel):
    """A heading, a sentence where one is needed, and a list."""

    title: str
    about: str | None = None
    lines: tuple[str, ...]


_OWNERS = {
    Owner.MANAGED: ("Managed files", "The update changes them."),
    Owner.MERGED: ("Merged files", "The update changes the template's keys in them."),
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
        gone = (NoteKind.REMOVED, NoteKind.RENAMED)
        for shape in self.shapes:
            found += [
                f"the question {note.before or note.name} is gone"
                for note in shape.notes.questions
                if note.kind in gone
            ]
            found += [
                f"the variable {note.before or note.name} is gone"
                for note in shape.notes.settings
                if note.kind in gone
            ]
        for rule in self.rules:
            if rule.is_stricter:
                found.append(f"{rule.setting} of {rule.ruleset} is stricter")
        return found
