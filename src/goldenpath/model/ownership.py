"""Ownership: who may change a rendered file, as the template declares it in copier.yml."""

from enum import StrEnum
from functools import lru_cache

from pathspec import PathSpec
from pydantic import Field, PrivateAttr

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

    _known: dict[str, "Owner | None"] = PrivateAttr(default_factory=dict)

    def owners_of(self, path: str) -> frozenset[Owner]:
        """Every owner whose patterns match ``path``: exactly one, when the template is right."""
        patterns = {
            Owner.SEEDED: self.seeded,
            Owner.MANAGED: self.managed,
            Owner.MERGED: tuple(self.merged),
            Owner.GENERATED: self.generated,
        }
        return frozenset(
            owner for owner, lines in patterns.items() if _matcher(lines).match_file(path)
        )

    def owner_of(self, path: str) -> Owner | None:
        """The owner of ``path``; None when no pattern names it."""
        if path not in self._known:
            self._known[path] = next(iter(sorted(self.owners_of(path))), None)
        return self._known[path]

    def keys_of(self, path: str) -> tuple[str, ...]:
        """The keys of a merged file that are the template's."""
        return next(
            (keys for line, keys in self.merged.items() if _matcher((line,)).match_file(path)), ()
        )


@lru_cache(maxsize=256)
def _matcher(lines: tuple[str, ...]) -> PathSpec:
    return PathSpec.from_lines("gitignore", lines)
