"""How far a repository keeps the standard: what was checked, and what was found."""

from enum import StrEnum

from pydantic import computed_field

from goldenpath.model.data_file import DataModel
from goldenpath.model.ruleset import Tier


class Severity(StrEnum):
    """What a finding costs: an error fails the check, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Level(StrEnum):
    """How a rule binds a tier."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


class StandardsRequest(DataModel):
    """What to check against. What is None is read from the repository."""

    organisation: str | None = None
    tier: Tier | None = None
    # Rule ids, or the letters that a family's ids begin with. Nothing selected is everything.
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


class Finding(DataModel):
    """One place where a repository breaks one rule."""

    rule: str
    title: str
    severity: Severity
    # Relative to the repository's root, with slashes; None when nothing is there to point at.
    path: str | None
    # Counted from 1; None when the whole file is meant.
    line: int | None
    message: str
    fix: str


class RuleDescription(DataModel):
    """A rule, as it is listed and explained."""

    id: str
    family: str
    title: str
    # What it asks for, and why.
    documentation: str
    fix: str
    requirements: tuple[str, ...]
    requires: tuple[str, ...]
    # How it binds each tier.
    levels: dict[Tier, Level]


class RequirementCoverage(DataModel):
    """One thing that the standard asks for, and what shows that it is met."""

    id: str
    asks: str
    rules: tuple[str, ...]
    # Why no file can show it, where there are no rules.
    unseen: str | None


class StandardsReport(DataModel):
    """The outcome of a check."""

    organisation: str
    tier: Tier
    shape: str | None
    # The ids of the rules, each in one of three lists.
    passed: tuple[str, ...]
    failed: tuple[str, ...]
    # Off for the tier, or resting on a rule that failed.
    skipped: tuple[str, ...]
    findings: tuple[Finding, ...]

    @computed_field
    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @computed_field
    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return len(self.findings) - self.errors

    @computed_field
    @property
    def score_line(self) -> str:
        """The outcome in a line that can be quoted.

        Of the rules that could be checked; so one that rests on a failed rule does not count twice.
        """
        checked = len(self.passed) + len(self.failed)
        share = f" ({100 * len(self.passed) // checked} %)" if checked else ""
        return (
            f"{len(self.passed)} of {checked} rules kept{share}, python-{self.tier},"
            f" {self.organisation}: {_count(self.errors, 'error')},"
            f" {_count(self.warnings, 'warning')}"
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
