"""The report of a check for a person: drift first, then the rules."""

from goldenpath.model.check import CheckReport
from goldenpath.output.console import Console
from goldenpath.output.drift_text import print_drift
from goldenpath.output.standards_text import print_standards


def print_check(report: CheckReport, console: Console) -> None:
    """Print the report for a person."""
    if report.drift:
        print_drift(report.drift, console)
    else:
        console.print(f"{report.repository}: only the rules were checked.", markup=False)
    if report.standards:
        print_standards(report.standards, console)
