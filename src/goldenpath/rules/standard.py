"""What a repository is checked against: its organisation, tier, ruleset, shape and dialect."""

from enum import StrEnum
from typing import Self

from goldenpath.model.base import DataModel
from goldenpath.model.catalogue import Catalogue
from goldenpath.model.organisation import Organisation
from goldenpath.model.ruleset import Ruleset, Tier
from goldenpath.model.shape import Shape


class Dialect(StrEnum):
    """The two forms of a standards file."""

    DOCUMENTED = "documented"
    EXTENDS = "extends"


class Record(DataModel):
    """A value that a file of the repository records, such as its tier."""

    path: str
    value: str


class Standard(DataModel):
    """What applies to one repository, and what the repository records about itself."""

    catalogue: Catalogue
    organisation: Organisation
    # Whether nothing names the organisation, so that it is the default of the settings.
    is_guess: bool = False
    ruleset: Ruleset
    # None if no file names a shape; the rules about shapes then find nothing.
    shape: Shape | None
    # The shape in the answers file; None if no shape is recorded.
    recorded_shape: Record | None
    recorded_tiers: tuple[Record, ...]
    # None if both forms of the standards file are accepted.
    dialect: Dialect | None

    @property
    def tier(self) -> Tier:
        """The tier whose ruleset applies."""
        return self.ruleset.tier

    @property
    def is_service(self) -> bool:
        """Whether the shape is a service: a service has settings and writes a log."""
        return self.shape is not None and self.shape.is_service

    def __deepcopy__(self, memo: dict[int, object] | None = None) -> Self:
        """Return this object: repo-review copies its fixtures for every check, and it is frozen."""
        # `memo` is not needed, because nothing is copied.
        del memo
        return self
