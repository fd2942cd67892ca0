"""The findings of the standard as annotations, for the formats that machines read."""

from collections.abc import Iterator

from goldenpath.model.standards import StandardsReport
from goldenpath.output.annotations import Annotation, Level


def standards_annotations(report: StandardsReport) -> Iterator[Annotation]:
    """Each finding, with its way out. One that is nowhere is at the first line of the root."""
    for finding in report.findings:
        yield Annotation(
            id=finding.rule,
            level=Level(finding.severity.value),
            path=finding.path or ".",
            line=finding.line or 1,
            message=f"{finding.message} To mend it: {finding.fix}.",
        )
