"""The findings of the standard as problems, for the formats that machines read."""

from collections.abc import Iterator

from goldenpath.model.standards import StandardsReport
from goldenpath.output.problems import Level, Problem


def standards_problems(report: StandardsReport) -> Iterator[Problem]:
    """Each finding, with its way out. One that is nowhere is at the first line of the root."""
    for finding in report.findings:
        yield Problem(
            id=finding.rule,
            level=Level(finding.severity.value),
            path=finding.path or ".",
            line=finding.line or 1,
            message=f"{finding.message} To mend it: {finding.fix}.",
        )
