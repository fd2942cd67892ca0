"""A report on the standard as Markdown, for the summary of a CI job."""

from goldenpath.model.standards import StandardsReport
from goldenpath.output.markdown_text import markdown_code, markdown_text
from goldenpath.output.standards_text import place_of

# GitHub rejects a summary of more than a megabyte, and nobody reads that many rows.
_MOST_ROWS = 200


def markdown_summary(report: StandardsReport) -> str:
    """Return the score, and a table of the findings."""
    lines = ["## Standard", "", f"**{_one_line(report.score_line)}**", ""]
    if report.findings:
        lines += ["| rule | where | what | to fix it |", "|---|---|---|---|"]
    for finding in report.findings[:_MOST_ROWS]:
        where = place_of(finding).rstrip(": ")
        place = markdown_code(where) if where else ""
        lines.append(
            f"| {finding.severity} {finding.rule} | {place} | {_one_line(finding.message)}"
            f" | {_one_line(finding.fix)} |"
        )
    if len(report.findings) > _MOST_ROWS:
        lines += ["", f"And {len(report.findings) - _MOST_ROWS} more."]
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return markdown_text(" ".join(text.split()))
