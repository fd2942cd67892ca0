"""What a repository is held to: its organisation, tier, ruleset, shape and dialect."""

from enum import StrEnum
from typing import Self

from goldenpath.model.catalogue import Catalogue
from goldenpath.model.data_file import DataModel
from goldenpath.model.organisation import Organisation
from goldenpath.model.ruleset import Ruleset, Tier
from goldenpath.model.shape import Shape


class Dialect(StrEnum):
    """The two forms of a standards file."""

    DOCUMENTED = "documented"
    EXTENDS = "extends"


class Record(DataModel):
    """Something that a file of the repository says about it."""

    path: str
    value: str


class Standard(DataModel):
    """The law for one repository, and what the repository says of itself."""

    catalogue: Catalogue
    organisation: Organisation
    ruleset: Ruleset
    # None when no file names one: the rules of a shape have nothing to say then.
    shape: Shape | None
    # As recorded in the answers; None when nothing is recorded.
    recorded_shape: Record | None
    recorded_tiers: tuple[Record, ...]
    # None when either form will do.
    dialect: Dialect | None

    @property
    def tier(self) -> Tier:
        """The tier whose ruleset applies."""
        return self.ruleset.tier

    @property
    def is_service(self) -> bool:
        """Whether it runs for others, and so has settings and logs."""
        return self.shape is not None and self.shape.is_service

    def __deepcopy__(self, memo: dict[int, object] | None = None) -> Self:
        """Frozen, so a copy is itself; repo-review copies its fixtures for every check."""
        # Nothing is copied, so there is nothing to remember.
        del memo
        return self
