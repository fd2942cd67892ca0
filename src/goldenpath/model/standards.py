"""The report on the standard: which rules were checked in a repository, and what was found."""

from enum import StrEnum

from pydantic import computed_field

from goldenpath.model.base import DataModel
from goldenpath.model.ruleset import Tier


class Severity(StrEnum):
    """How severe a finding is: an error fails the check, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Level(StrEnum):
    """How strictly a rule applies to a tier."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


class StandardsRequest(DataModel):
    """What to check. If the organisation or the tier is None, the repository names it."""

    organisation: str | None = None
    tier: Tier | None = None
    # Ids of rules, or the first letters of a family's ids. An empty `select` means all rules.
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


class Finding(DataModel):
    """One place where a repository breaks one rule."""

    rule: str
    title: str
    severity: Severity
    # Relative to the repository's root, with slashes; None if the finding is about no single file.
    path: str | None
    # Counted from 1; None if the finding is about the whole file.
    line: int | None
    message: str
    fix: str


class RuleDescription(DataModel):
    """The description of a rule, for `goldenpath rules`."""

    id: str
    family: str
    title: str
    # What the rule asks for, and why.
    documentation: str
    fix: str
    requirements: tuple[str, ...]
    requires: tuple[str, ...]
    # How strictly the rule applies to each tier.
    levels: dict[Tier, Level]


class RequirementCoverage(DataModel):
    """One requirement of the standard, and the rules that check it."""

    id: str
    asks: str
    rules: tuple[str, ...]
    # If no rule checks it: why the files of a repository cannot show whether it is met.
    unseen: str | None


class StandardsReport(DataModel):
    """The outcome of a check of the rules."""

    organisation: str
    # Whether nothing names the organisation, so that a default was taken.
    is_organisation_guessed: bool = False
    tier: Tier
    shape: str | None
    # The ids of the rules; each rule is in exactly one of these three lists.
    passed: tuple[str, ...]
    failed: tuple[str, ...]
    # Rules that are off for the tier, or that depend on a rule that failed.
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
        """The outcome on one line.

        Only rules that were checked count. A rule that depends on a failed rule is not checked, so
        one problem does not count twice.
        """
        checked = len(self.passed) + len(self.failed)
        guess = " (a guess; --organisation names one)" if self.is_organisation_guessed else ""
        share = f" ({100 * len(self.passed) // checked} %)" if checked else ""
        return (
            f"{len(self.passed)} of {checked} rules kept{share}, python-{self.tier},"
            f" {self.organisation}{guess}: {_count(self.errors, 'error')},"
            f" {_count(self.warnings, 'warning')}"
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
