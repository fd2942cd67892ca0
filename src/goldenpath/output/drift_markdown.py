"""A drift report as Markdown, for the summary of a CI job."""

from collections.abc import Iterator

from goldenpath.model.drift import DriftReport
from goldenpath.output.markdown_text import markdown_code, markdown_text


def drift_markdown(report: DriftReport) -> Iterator[str]:
    """Yield the lines of a section about one repository."""
    yield f"## {markdown_text(report.repository)}"
    yield ""
    yield markdown_text(report.version.message)
    if report.files:
        yield ""
        yield "| file | state | changed by | |"
        yield "|---|---|---|---|"
        for finding in report.files:
            cells = (finding.state, finding.side, markdown_text(finding.message))
            yield f"| {' | '.join((markdown_code(finding.name), *cells))} |"
    for waiver in report.dead_waivers:
        yield ""
        yield markdown_text(waiver.message)
    if report.clean or report.files:
        yield ""
        yield f"{len(report.drift)} of {report.clean + len(report.files)} differ from the template."
