"""The findings of the standard as annotations, for the formats that machines read."""

from collections.abc import Iterator

from goldenpath.model.standards import StandardsReport
from goldenpath.output.annotations import Annotation, AnnotationLevel


def standards_annotations(report: StandardsReport) -> Iterator[Annotation]:
    """Yield each finding with its fix. A finding without a path gets line 1 of the root folder."""
    for finding in report.findings:
        yield Annotation(
            id=finding.rule,
            level=AnnotationLevel(finding.severity.value),
            path=finding.path or ".",
            line=finding.line or 1,
            message=f"{finding.message} To fix it: {finding.fix}.",
        )
