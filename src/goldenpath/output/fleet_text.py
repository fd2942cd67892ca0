"""A fleet report for a person: a line for each repository, then the numbers."""

from goldenpath.model.drift import DriftReport, VersionState
from goldenpath.model.fleet import Count, FleetSummary
from goldenpath.output.console import Console
from goldenpath.output.visible import visible_line

_WIDTH = 20
_MOST = 10
_COMPARED = frozenset({VersionState.CURRENT, VersionState.BEHIND, VersionState.UNRELEASED})


def fleet_line(report: DriftReport) -> str:
    """Return the report about one repository on one line."""
    state = f"{report.version.state:<{_WIDTH}}"
    drift = len(report.drift)
    if report.version.state in _COMPARED:
        said = f"{report.version.recorded}, {drift} differ" if drift else report.version.recorded
    elif report.version.state is VersionState.ANSWERS_MISSING:
        said = "not rendered from a template"
    else:
        said = report.version.message
    return visible_line(f"{state}  {report.repository}  {said}")


def print_summary(summary: FleetSummary, console: Console) -> None:
    """Print how many repositories have which version, state and drift."""
    console.print()
    count = summary.repositories
    console.print(
        f"[bold]{count} {'repository' if count == 1 else 'repositories'}[/],"
        f" {summary.with_drift} with files that differ."
    )
    for title, counts in (
        ("by version", summary.by_version),
        ("by state", summary.by_state),
        ("by file", summary.by_file),
    ):
        _print_counts(title, counts, console)


def _print_counts(title: str, counts: tuple[Count, ...], console: Console) -> None:
    if not counts:
        return
    console.print(f"[dim]{title}[/]")
    for item in counts[:_MOST]:
        console.print(f"  {item.repositories:>5}  {item.name}", markup=False)
    if len(counts) > _MOST:
        console.print(f"  [dim]and {len(counts) - _MOST} more[/]")
