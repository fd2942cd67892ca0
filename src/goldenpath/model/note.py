"""One thing that a release changes: a file, a variable, a dependency, a question or a rule."""

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
    # Of a merged file: the keys that changed, requirements aside.
    keys: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The path, and where it was before."""
        if self.kind is NoteKind.RENAMED:
            return f"`{self.before}` is now `{self.path}`"
        if self.kind is NoteKind.MOVED:
            return f"`{self.path}` was {self.before} and is {self.owner}"
        if self.owner is not Owner.MERGED or self.kind is not NoteKind.CHANGED:
            return f"`{self.path}`"
        keys = ", ".join(f"`{key}`" for key in self.keys)
        return f"`{self.path}`: {keys or 'requirements or comments'}"


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
    """A setting of a ruleset that changed, or a rule that came or went."""

    ruleset: str
    # Empty when it is about the whole rule.
    setting: str
    rule: str
    before: str
    after: str
    is_stricter: bool
    share: FleetShare | None = None

    @property
    def text(self) -> str:
        """The change, and the share of the fleet that falls short."""
        if self.share is None:
            return self._change
        return f"{self._change}; {self.share.failing} of {self.share.counted} {self.share.how}"

    @property
    def _change(self) -> str:
        if not self.setting:
            is_new = bool(self.after)
            return f"{self.rule} is {'new' if is_new else 'gone'}: {self.after or self.before}"
        how = "stricter" if self.is_stricter else "laxer"
        return f"{self.rule} `{self.setting}`: {self.after}, was {self.before} ({how})"
