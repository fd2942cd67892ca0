"""Waivers: differences from the template on purpose, each with a reason and a last day."""

import datetime
from typing import Annotated

from pydantic import Field

from goldenpath.model.base import DataModel


class Waiver(DataModel):
    """One waiver, for a path or for one key of a file."""

    path: Annotated[str, Field(min_length=1)]
    # A dotted key, such as tool.ruff.line-length; the keys below it are waived too.
    key: Annotated[str, Field(min_length=1)] | None = None
    reason: Annotated[str, Field(min_length=1)]
    # The last day on which the waiver is valid.
    until: datetime.date

    def covers(self, path: str, key: str | None) -> bool:
        """Return whether the waiver applies to this path and key."""
        if self.path != path:
            return False
        return self.key is None or key == self.key or (key or "").startswith(f"{self.key}.")

    def is_expired(self, today: datetime.date) -> bool:
        """Return whether the last day of the waiver is before ``today``."""
        return today > self.until


class Waivers(DataModel):
    """The content of goldenpath.toml."""

    waivers: tuple[Waiver, ...] = ()

    def covering(self, path: str, key: str | None) -> Waiver | None:
        """Return the waiver of this path and key that is valid longest; None if there is none."""
        found = [waiver for waiver in self.waivers if waiver.covers(path, key)]
        return max(found, key=lambda waiver: waiver.until, default=None)
