"""The report of a check for machines: drift first, then the rules."""

from collections.abc import Iterator

from goldenpath.model.check import CheckReport
from goldenpath.output.annotations import Annotation, drift_annotations
from goldenpath.output.drift_markdown import drift_markdown
from goldenpath.output.standards_annotations import standards_annotations
from goldenpath.output.standards_markdown import markdown_summary


def check_markdown(report: CheckReport) -> str:
    """Return the report as Markdown, for the summary of a CI job."""
    parts = []
    if report.drift:
        parts.append("\n".join(drift_markdown(report.drift)))
    if report.standards:
        parts.append(markdown_summary(report.standards).rstrip("\n"))
    return "\n\n".join(parts)


def check_annotations(report: CheckReport) -> Iterator[Annotation]:
    """Yield the report as annotations, for machines."""
    if report.drift:
        yield from drift_annotations(report.drift)
    if report.standards:
        yield from standards_annotations(report.standards)
