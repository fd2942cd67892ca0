"""A report on the standard, for machines."""

from goldenpath.model.standards import StandardsReport


def standards_json(report: StandardsReport) -> str:
    """The whole report, with its counts and its score line."""
    return report.model_dump_json(indent=2)
