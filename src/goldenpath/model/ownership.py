"""Ownership: who may change a rendered file, as the template declares it in copier.yml."""

from enum import StrEnum

from pathspec import PathSpec
from pydantic import Field

from goldenpath.model.data_file import DataModel


class Owner(StrEnum):
    """Whose a rendered file is."""

    MANAGED = "managed"
    SEEDED = "seeded"
    MERGED = "merged"
    GENERATED = "generated"


class Ownership(DataModel):
    """Patterns, written as in a .gitignore, for each owner.

    Of a merged file the listed keys are the template's, the other keys the team's.
    """

    seeded: tuple[str, ...]
    managed: tuple[str, ...]
    merged: dict[str, tuple[str, ...]] = Field(
        description="By path, since which files are merged is the template's to say."
    )
    generated: tuple[str, ...]

    def owners_of(self, path: str) -> frozenset[Owner]:
        """Every owner whose patterns match ``path``: exactly one, when the template is right."""
        patterns = {
            Owner.SEEDED: self.seeded,
            Owner.MANAGED: self.managed,
            Owner.MERGED: tuple(self.merged),
            Owner.GENERATED: self.generated,
        }
        return frozenset(
            owner
            for owner, lines in patterns.items()
            if PathSpec.from_lines("gitignore", lines).match_file(path)
        )
