"""An improvement of seeded files: why a team should take it, written by the platform team."""

from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pathspec import PathSpec
from pydantic import Field

from goldenpath.model.base import DataModel


class Matter(StrEnum):
    """What an improvement is about."""

    SECURITY = "security"
    LOST_DATA = "lost data"
    OTHER = "other"


# Teams are told of these by every update, until they take them.
_IMPORTANT = frozenset({Matter.SECURITY, Matter.LOST_DATA})

type OneLine = Annotated[str, Field(pattern=r"^\S.*\.$", max_length=300)]
type Pattern = Annotated[str, Field(pattern=r"^/[^!\\]+$")]


class Reason(DataModel):
    """Why a team should take a change of a seeded file."""

    matters: Matter
    why: OneLine

    @property
    def is_important(self) -> bool:
        """Whether a team should take the change: it is about security or lost data."""
        return self.matters in _IMPORTANT

    @property
    def text(self) -> str:
        """The reason; if it is important, what it is about stands at its end."""
        if not self.is_important:
            return self.why
        return f"{self.why.removesuffix('.')} ({self.matters})."


class Improvement(Reason):
    """One file of improvements/."""

    # Patterns of rendered paths, as in a .gitignore; each begins at the root of the repository.
    files: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    # The shapes that have the change; all of them, if none is named.
    shapes: tuple[str, ...] = ()

    @cached_property
    def _matcher(self) -> PathSpec:
        return PathSpec.from_lines("gitignore", self.files)

    @property
    def reason(self) -> Reason:
        """The reason alone."""
        return Reason(matters=self.matters, why=self.why)

    def is_about(self, path: str, shape: str) -> bool:
        """Return whether the improvement changes this path in repositories of this shape."""
        return (not self.shapes or shape in self.shapes) and self._matcher.match_file(path)
