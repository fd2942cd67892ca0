"""A ruleset: what a tier asks for. Each setting names its rule and its place in the standard."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from goldenpath.model.base import DataModel

RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}\d{2}$")]
PythonVersion = Annotated[str, StringConstraints(pattern=r"^3\.\d{2}$")]
RuffCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]+\d*$")]


class Tier(StrEnum):
    """How much depends on a repository, and so how strict its ruleset is."""

    PRODUCTION = "production"
    INTERNAL = "internal"
    PROTOTYPE = "prototype"


class Setting[T](DataModel):
    """A value that the template renders and that a rule checks."""

    rule: RuleId
    source: Annotated[str, Field(min_length=1)]
    value: T


class RuffLimits(DataModel):
    """The limits for one function, counted as ruff's PLR and C90 rules count."""

    max_args: Annotated[int, Field(alias="max-args", gt=0)]
    max_branches: Annotated[int, Field(alias="max-branches", gt=0)]
    max_returns: Annotated[int, Field(alias="max-returns", gt=0)]
    max_statements: Annotated[int, Field(alias="max-statements", gt=0)]
    max_complexity: Annotated[int, Field(alias="max-complexity", gt=0)]


class BannedImport(DataModel):
    """A module that may not be imported, and what to do instead."""

    module: Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)*$")]
    reason: Annotated[str, Field(min_length=1)]


class FileIgnores(DataModel):
    """The linter rules that may be ignored in files of one kind, and why."""

    files: Annotated[str, Field(min_length=1)]
    rules: Annotated[tuple[RuffCode, ...], Field(min_length=1)]
    reason: Annotated[str, Field(min_length=1)]


class CiStep(DataModel):
    """A step of CI: its name, its command, and the words that show that CI runs it."""

    name: str
    run: str
    # One of these words is enough.
    words: Annotated[tuple[str, ...], Field(min_length=1)]


class ReadmeSection(DataModel):
    """A subject that a README must describe, and the words that its heading may have."""

    name: str
    words: Annotated[tuple[str, ...], Field(min_length=1)]


class Ruleset(DataModel):
    """One file of rulesets/."""

    name: str
    tier: Tier
    order: Annotated[int, Field(gt=0)]
    summary: str
    oldest_python: Setting[PythonVersion]
    forbidden_files: Setting[tuple[str, ...]]
    required_files: Setting[tuple[str, ...]]
    test_folders: Setting[tuple[str, ...]]
    ruff_select: Setting[Annotated[tuple[RuffCode, ...], Field(min_length=1)]]
    ruff_ignore: Setting[tuple[RuffCode, ...]]
    ruff_limits: Setting[RuffLimits]
    ruff_file_ignores: Setting[tuple[FileIgnores, ...]]
    banned_imports: Setting[tuple[BannedImport, ...]]
    development_tools: Setting[tuple[str, ...]]
    vulture_confidence: Setting[Annotated[int, Field(ge=60, le=100)]]
    coverage_gate: Setting[Annotated[int, Field(ge=0, le=100)]]
    pytest_options: Setting[tuple[str, ...]]
    log_fields: Setting[tuple[str, ...]]
    edge_modules: Setting[tuple[str, ...]]
    ci_steps: Setting[tuple[CiStep, ...]]
    readme_sections: Setting[tuple[ReadmeSection, ...]]

    @model_validator(mode="after")
    def _named_after_its_tier(self) -> Self:
        if self.name != f"python-{self.tier}":
            raise ValueError(f"the ruleset of tier {self.tier} is called python-{self.tier}")
        return self
