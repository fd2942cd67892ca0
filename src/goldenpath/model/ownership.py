"""Ownership: who may change a rendered file, as the template declares it in copier.yml."""

from enum import StrEnum
from functools import lru_cache

from pathspec import PathSpec
from pydantic import Field, PrivateAttr

from goldenpath.model.base import DataModel


class Owner(StrEnum):
    """Who may change a rendered file."""

    MANAGED = "managed"
    SEEDED = "seeded"
    MERGED = "merged"
    GENERATED = "generated"


class Ownership(DataModel):
    """For each owner, the patterns of its files, written as in a .gitignore.

    In a merged file, the template owns the listed keys and the team owns the other keys.
    """

    seeded: tuple[str, ...]
    managed: tuple[str, ...]
    merged: dict[str, tuple[str, ...]] = Field(
        description="The template's keys, by path: the template decides which files are merged."
    )
    generated: tuple[str, ...]

    _known: dict[str, "Owner | None"] = PrivateAttr(default_factory=dict)

    def owners_of(self, path: str) -> frozenset[Owner]:
        """Return every owner whose patterns match ``path``: one if the template is correct."""
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
        """Return the owner of ``path``; None if no pattern matches it."""
        if path not in self._known:
            self._known[path] = next(iter(sorted(self.owners_of(path))), None)
        return self._known[path]

    def keys_of(self, path: str) -> tuple[str, ...]:
        """Return the keys of a merged file that the template owns."""
        return next(
            (keys for line, keys in self.merged.items() if _matcher((line,)).match_file(path)), ()
        )


@lru_cache(maxsize=256)
def _matcher(lines: tuple[str, ...]) -> PathSpec:
    return PathSpec.from_lines("gitignore", lines)
