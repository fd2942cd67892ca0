"""Waivers: recorded exceptions to the template, each with a reason and an end."""

import datetime
from typing import Annotated

from pydantic import Field

from goldenpath.model.data_file import DataModel


class Waiver(DataModel):
    """One exception: a path, or one key of it."""

    path: Annotated[str, Field(min_length=1)]
    # Dotted, as in tool.ruff.line-length; what is below it is waived too.
    key: Annotated[str, Field(min_length=1)] | None = None
    reason: Annotated[str, Field(min_length=1)]
    # The last day on which it holds.
    until: datetime.date

    def covers(self, path: str, key: str | None) -> bool:
        """Whether the waiver is about this path and key."""
        if self.path != path:
            return False
        return self.key is None or key == self.key or (key or "").startswith(f"{self.key}.")

    def is_expired(self, today: datetime.date) -> bool:
        """Whether its last day is over."""
        return today > self.until


class Waivers(DataModel):
    """The content of goldenpath.toml."""

    waivers: tuple[Waiver, ...] = ()

    def covering(self, path: str, key: str | None) -> Waiver | None:
        """The waiver of this path and key that holds longest."""
        found = [waiver for waiver in self.waivers if waiver.covers(path, key)]
        return max(found, key=lambda waiver: waiver.until, default=None)
