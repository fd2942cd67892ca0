"""A drift report for a person."""

from goldenpath.model.drift import DriftReport, FileFinding, FileState, Side, VersionState
from goldenpath.model.ownership import Owner
from goldenpath.output.console import Console
from goldenpath.output.markup import escape
from goldenpath.output.prose import tell

_COLOURS = {
    FileState.WAIVED: "dim",
    FileState.UNCHECKED: "dim",
    FileState.MODIFIED: "yellow",
    FileState.MODE: "yellow",
    FileState.IGNORED: "yellow",
    FileState.OUTDATED: "yellow",
    FileState.DELETED: "red",
    FileState.WAIVER_EXPIRED: "red",
}
_FINE = frozenset({VersionState.CURRENT, VersionState.UNRELEASED})
_SIDES = {
    Side.TEAM: "the team's edit",
    Side.TEMPLATE: "changed in the template",
    Side.BOTH: "the team's edit, and changed in the template",
}


def print_drift(report: DriftReport, console: Console) -> None:
    """Print the version of a repository, the files that differ, and what to do."""
    shape = f"[dim], {escape(report.shape)}[/]" if report.shape else ""
    console.print(f"[bold]{escape(report.repository)}[/]{shape}")
    mark = "[green]✓[/]" if report.version.state in _FINE else "[red]✗[/]"
    tell(console, f"{mark} {escape(report.version.message)}")
    _print_files(report.files, console)
    for waiver in report.dead_waivers:
        tell(console, f"  [dim]{escape(waiver.message)}[/]")
    if report.moved_on:
        count = len(report.moved_on)
        tell(
            console,
            f"[dim]The newest release changes {count} {'file' if count == 1 else 'files'} that you"
            f" have not changed: {escape(', '.join(report.moved_on))}.[/]",
        )
    if report.clean or report.files:
        _print_summary(report, console)


def _print_files(findings: tuple[FileFinding, ...], console: Console) -> None:
    """Print one line for each finding, without wrapping, so that other programs can read them."""
    states = max((len(finding.state) for finding in findings), default=0)
    names = max((len(finding.name) for finding in findings), default=0)
    for finding in findings:
        state = f"[{_COLOURS[finding.state]}]{finding.state:<{states}}[/]"
        name = escape(f"{finding.name:<{names}}")
        console.print(f"  {state}  {name}  [dim]{escape(_about(finding))}[/]")


def _about(finding: FileFinding) -> str:
    """Return who has changed the file; for one that a tool writes, how it is written again."""
    if finding.owner is Owner.GENERATED and finding.message:
        return finding.message.partition("; ")[2].rstrip(".")
    return _SIDES[finding.side]


def _print_summary(report: DriftReport, console: Console) -> None:
    # `restore` cannot put back what a tool writes, and its line says what to do.
    owned = (finding for finding in report.drift if finding.owner is not Owner.GENERATED)
    drift = len({finding.path for finding in owned})
    if not drift:
        console.print(f"[green]✓[/] Every file of the template is as rendered ({report.clean}).")
        return
    files = "1 file differs" if drift == 1 else f"{drift} files differ"
    them, one = ("it", "it") if drift == 1 else ("them", "one")
    tell(
        console,
        f"[red]✗[/] {files} from the template, {report.clean} as rendered. `goldenpath diff` shows"
        f" how, `goldenpath restore` puts {them} back, and"
        f" `goldenpath waive PATH --reason …` keeps {one} on purpose.",
    )
