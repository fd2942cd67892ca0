"""One thing that a release changes: a file, a variable, a dependency, a question or a rule."""

from enum import StrEnum
from typing import Literal

from goldenpath.model.base import DataModel
from goldenpath.model.improvement import Reason
from goldenpath.model.ownership import Owner
from goldenpath.model.shell_words import command_line


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
    # Which repositories it concerns, in words; empty if it concerns all of them.
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
    """A change of a rendered file."""

    topic: Literal["file"] = "file"
    path: str
    owner: Owner
    # The old path of a renamed file, or the old owner of a file that has a new owner.
    before: str | None = None
    # The changed keys of a merged file, without the dependencies.
    keys: tuple[str, ...] = ()
    # Why a team should take the change of a seeded file.
    reasons: tuple[Reason, ...] = ()
    # Whether an update takes the change of a seeded file, because somebody asked for it.
    is_taken: bool = False

    @property
    def is_important(self) -> bool:
        """Whether a team should take the change: it is about security or lost data."""
        return any(reason.is_important for reason in self.reasons)

    @property
    def advice(self) -> str:
        """Why a team should take the change of a seeded file, and the command for it."""
        command = command_line(("goldenpath", "update", "--seeded", self.path))
        return f"Take the change of `{self.path}` with `{command}`: {self._why}"

    @property
    def text(self) -> str:
        """The path, with its old path or its old owner if that changed, and the reasons."""
        return f"{self._change}: {self._why}" if self.reasons else self._change

    @property
    def _why(self) -> str:
        return " ".join(reason.text for reason in self.reasons)

    @property
    def _change(self) -> str:
        if self.kind is NoteKind.RENAMED:
            return f"`{self.before}` is now `{self.path}`"
        if self.kind is NoteKind.MOVED:
            return f"`{self.path}` was {self.before} and is {self.owner}"
        if self.owner is not Owner.MERGED or self.kind is not NoteKind.CHANGED:
            return f"`{self.path}`"
        keys = ", ".join(f"`{key}`" for key in self.keys)
        return f"`{self.path}`: {keys or 'dependencies or comments'}"


class SettingNote(Note):
    """A change of an environment variable."""

    topic: Literal["setting"] = "setting"
    name: str
    # The old name of a renamed variable, or the old default.
    before: str | None = None
    # None if the variable has no default.
    default: str | None = None
    is_required: bool = False
    # Whether a seeded file reads the variable. An update does not change a seeded file.
    is_seeded: bool = True

    @property
    def text(self) -> str:
        """The change of the variable, and what to do about it."""
        name = f"`{self.name}`"
        match self.kind:
            case NoteKind.REMOVED:
                return f"{name} is no longer read"
            case NoteKind.RENAMED:
                return f"`{self.before}` is now called {name}"
            case NoteKind.CHANGED if self.is_required and self.before is not None:
                return f"{name} no longer has a default (it was `{self.before}`): set it"
            case NoteKind.CHANGED:
                was = "it was required" if self.before is None else f"it was `{self.before}`"
                return f"{name} is `{self.default}` by default; {was}"
            case _ if self.is_required:
                return f"{name} is new and required: set it"
            case _:
                default = "" if self.default is None else f", by default `{self.default}`"
                return f"{name} is new and optional{default}"


class DependencyNote(Note):
    """A change of a dependency in pyproject.toml."""

    topic: Literal["dependency"] = "dependency"
    name: str
    # The old dependency, or the old group of one that moved; None if the dependency is new.
    before: str | None = None
    # The new dependency; None if it was removed.
    after: str | None = None
    # The list that the dependency is in now, or was in if it was removed.
    group: str

    @property
    def text(self) -> str:
        """The dependency, and what it was before."""
        match self.kind:
            case NoteKind.ADDED:
                return f"`{self.after}` is new in {self.group}"
            case NoteKind.REMOVED:
                return f"`{self.before}` is removed from {self.group}"
            case NoteKind.MOVED:
                return f"`{self.name}` is now in {self.group}, and was in {self.before}"
            case _:
                return f"`{self.after}` in {self.group}, was `{self.before}`"


class QuestionNote(Note):
    """A change of a question of the template."""

    topic: Literal["question"] = "question"
    name: str
    before: str | None = None
    # The answer of a repository that does not answer a new question.
    default: str | None = None

    @property
    def text(self) -> str:
        """The question, and which answer applies until somebody answers it."""
        match self.kind:
            case NoteKind.ADDED:
                return f"`{self.name}` is new; its default is `{self.default}`"
            case NoteKind.RENAMED:
                return f"`{self.before}` is now called `{self.name}` and keeps its answer"
            case _:
                return f"`{self.name}` is removed, and its answer is no longer used"


class FleetShare(DataModel):
    """How many repositories of a fleet do not meet a setting that became stricter."""

    failing: int
    counted: int
    # What was compared, in words. Only files are compared: no code of the fleet is run.
    how: str


class RuleNote(DataModel):
    """A changed setting of a ruleset, or a rule that is new or removed."""

    ruleset: str
    # Empty if the note is about the whole rule.
    setting: str
    rule: str
    before: str
    after: str
    is_stricter: bool
    share: FleetShare | None = None

    @property
    def text(self) -> str:
        """The change, and the share of the fleet that does not meet the setting."""
        if self.share is None:
            return self._change
        return f"{self._change}; {self.share.failing} of {self.share.counted} {self.share.how}"

    @property
    def _change(self) -> str:
        if not self.setting:
            is_new = bool(self.after)
            return f"{self.rule} is {'new' if is_new else 'removed'}: {self.after or self.before}"
        how = "stricter" if self.is_stricter else "less strict"
        return f"{self.rule} `{self.setting}`: {self.after}, was {self.before} ({how})"
