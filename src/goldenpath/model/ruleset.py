"""A ruleset: what a tier demands, each setting with its rule and where the standard asks for it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from goldenpath.model.data_file import DataModel

RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}\d{2}$")]
RuffCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]+\d*$")]


class Tier(StrEnum):
    """How much depends on a repository, and so how strict its ruleset is."""

    PRODUCTION = "production"
    INTERNAL = "internal"
    PROTOTYPE = "prototype"


class Setting[T](DataModel):
    """A value that is both rendered and checked."""

    rule: RuleId
    source: Annotated[str, Field(min_length=1)]
    value: T


class RuffLimits(DataModel):
    """The most that a function may have, counted as ruff's PLR and C90 rules count."""

    max_args: Annotated[int, Field(alias="max-args", gt=0)]
    max_branches: Annotated[int, Field(alias="max-branches", gt=0)]
    max_returns: Annotated[int, Field(alias="max-returns", gt=0)]
    max_statements: Annotated[int, Field(alias="max-statements", gt=0)]
    max_complexity: Annotated[int, Field(alias="max-complexity", gt=0)]


class BannedImport(DataModel):
    """A module that may not be imported, and what to do instead."""

    module: Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)*$")]
    reason: Annotated[str, Field(min_length=1)]


class Ruleset(DataModel):
    """One file of rulesets/."""

    name: str
    tier: Tier
    order: Annotated[int, Field(gt=0)]
    summary: str
    ruff_select: Setting[Annotated[tuple[RuffCode, ...], Field(min_length=1)]]
    ruff_ignore: Setting[tuple[RuffCode, ...]]
    ruff_limits: Setting[RuffLimits]
    banned_imports: Setting[tuple[BannedImport, ...]]
    vulture_confidence: Setting[Annotated[int, Field(ge=60, le=100)]]
    coverage_gate: Setting[Annotated[int, Field(ge=0, le=100)]]

    @model_validator(mode="after")
    def _named_after_its_tier(self) -> Self:
        if self.name != f"python-{self.tier}":
            raise ValueError(f"the ruleset of tier {self.tier} is called python-{self.tier}")
        return self
