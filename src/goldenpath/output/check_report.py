"""A check's report: drift first, then the rules."""

from collections.abc import Iterator

from rich.console import Console

from goldenpath.model.check import CheckReport
from goldenpath.output.drift_markdown import drift_markdown
from goldenpath.output.drift_text import print_drift
from goldenpath.output.problems import Problem, drift_problems
from goldenpath.output.standards_markdown import markdown_summary
from goldenpath.output.standards_problems import standards_problems
from goldenpath.output.standards_text import print_standards


def print_check(report: CheckReport, console: Console) -> None:
    """For a person."""
    if report.drift:
        print_drift(report.drift, console)
    else:
        console.print(f"{report.repository}: checked by the rules alone.", markup=False)
    if report.standards:
        print_standards(report.standards, console)


def check_markdown(report: CheckReport) -> str:
    """For the summary of a CI job."""
    parts = []
    if report.drift:
        parts.append("\n".join(drift_markdown(report.drift)))
    if report.standards:
        parts.append(markdown_summary(report.standards).rstrip("\n"))
    return "\n\n".join(parts)


def check_problems(report: CheckReport) -> Iterator[Problem]:
    """For machines."""
    if report.drift:
        yield from drift_problems(report.drift)
    if report.standards:
        yield from standards_problems(report.standards)
