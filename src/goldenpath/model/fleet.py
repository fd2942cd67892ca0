"""The summary of a fleet: how many repositories have which version, state and drift."""

from collections import Counter
from collections.abc import Sequence

from goldenpath.model.base import DataModel
from goldenpath.model.drift import DriftReport


class Count(DataModel):
    """A version, a state or a file, and how many repositories it applies to."""

    name: str
    repositories: int


class FleetSummary(DataModel):
    """A fleet in numbers."""

    repositories: int
    with_drift: int
    by_version: tuple[Count, ...]
    by_state: tuple[Count, ...]
    # The files, and the keys of files, that differ from the template; the most frequent first.
    by_file: tuple[Count, ...]


def summarise(reports: Sequence[DriftReport]) -> FleetSummary:
    """Return the numbers of a fleet, counted from the reports of its repositories."""
    return FleetSummary(
        repositories=len(reports),
        with_drift=sum(bool(report.drift) for report in reports),
        by_version=_counts([report.version.recorded or "none" for report in reports]),
        by_state=_counts([str(report.version.state) for report in reports]),
        by_file=_counts(
            [name for report in reports for name in {finding.name for finding in report.drift}]
        ),
    )


def _counts(names: Sequence[str]) -> tuple[Count, ...]:
    counted = sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))
    return tuple(Count(name=name, repositories=count) for name, count in counted)
