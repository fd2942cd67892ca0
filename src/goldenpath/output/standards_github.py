"""A report on the standard, as annotations of a GitHub job."""

from goldenpath.model.standards import Finding, StandardsReport


def github_annotations(report: StandardsReport) -> str:
    """One workflow command for each finding, each on a line of its own."""
    return "".join(f"{_annotation(finding)}\n" for finding in report.findings)


def _annotation(finding: Finding) -> str:
    # A path and a message come from the repository, and must not end the command.
    values = {
        "file": finding.path,
        "line": str(finding.line) if finding.line else None,
        "title": f"{finding.rule} {finding.title}",
    }
    properties = ",".join(f"{key}={_property(value)}" for key, value in values.items() if value)
    message = _data(f"{finding.message} To mend it: {finding.fix}.")
    return f"::{finding.severity} {properties}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
