"""A drift report as Markdown, for the summary of a CI job."""

from collections.abc import Iterator

from goldenpath.model.drift import DriftReport


def drift_markdown(report: DriftReport) -> Iterator[str]:
    """The lines of a section about one repository."""
    yield f"## {_text(report.repository)}"
    yield ""
    yield _text(report.version.message)
    if report.files:
        yield ""
        yield "| file | state | moved by | |"
        yield "|---|---|---|---|"
        for finding in report.files:
            cells = (f"`{finding.name}`", finding.state, finding.side, finding.message)
            yield f"| {' | '.join(_text(cell) for cell in cells)} |"
    if report.clean or report.files:
        yield ""
        yield f"{len(report.drift)} of {report.clean + len(report.files)} differ from the template."


def _text(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
