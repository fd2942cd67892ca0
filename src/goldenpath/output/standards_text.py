"""A report on the standard, for a person at a terminal."""

from itertools import groupby

from goldenpath.model.standards import Finding, Severity, StandardsReport
from goldenpath.output.console import Console
from goldenpath.output.markup import escape

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
# How many places are printed for one rule. The JSON report has all of them.
_MOST_PLACES = 10


def print_standards(report: StandardsReport, console: Console) -> None:
    """Print each broken rule with its places and its fix, then the score."""
    for rule, found in groupby(report.findings, key=lambda finding: finding.rule):
        _print_rule(rule, list(found), console)
    console.print(report.score_line, markup=False)


def _print_rule(rule: str, findings: list[Finding], console: Console) -> None:
    first = findings[0]
    colour = _COLOURS[first.severity]
    console.print(f"[{colour}]{first.severity}[/] [bold]{rule}[/] {escape(first.title)}")
    for finding in findings[:_MOST_PLACES]:
        console.print(f"  {place_of(finding)}{finding.message}", markup=False)
    if len(findings) > _MOST_PLACES:
        console.print(f"  and {len(findings) - _MOST_PLACES} more")
    console.print(f"  to fix it: {first.fix}", markup=False, style="dim")
    console.print()


def place_of(finding: Finding) -> str:
    """Return the place of a finding, a colon and a space; "" if the finding has no path."""
    if finding.path is None:
        return ""
    return f"{finding.path}:{finding.line}: " if finding.line else f"{finding.path}: "
