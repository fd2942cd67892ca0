"""The report of the gate for a person: a line when a check ends, and a table at the end."""

from rich.table import Table

from goldenpath.model.release_gate import GateCheck, GateReport, GateState
from goldenpath.output.console import Console
from goldenpath.output.markup import escape

_MARKS = {
    GateState.PASSED: "[green]✓[/]",
    GateState.REFUSED: "[red]✗[/]",
    GateState.NOT_POSSIBLE: "[dim]-[/]",
}
_MOST = 8


def gate_line(check: GateCheck, ended: int, of: int) -> str:
    """Return the outcome of one check on one line."""
    return (
        f"[dim]{ended:>3}/{of}[/] {_MARKS[check.state]} {escape(check.name)}"
        f" [dim]({check.seconds:.1f} s)[/]"
    )


def print_gate(report: GateReport, console: Console) -> None:
    """Print which checks ran, how long they took, and why the commit is refused."""
    console.print(_table(report))
    console.print(_times(report))
    for refusal in report.refusals:
        console.print(f"[red]✗[/] {escape(refusal)}")
    name = f"{report.version} ({report.commit[:12]})"
    if report.refusals:
        count = len(report.refusals)
        console.print(f"[red]✗[/] {escape(name)} cannot be released: {count} refused.")
    elif report.missing:
        left_out = escape(_left_out(report))
        console.print(f"[red]✗[/] {escape(name)} cannot be released yet: {left_out}")
    else:
        console.print(f"[green]✓[/] {escape(name)} can be released.")
    if report.not_possible:
        listed = escape(", ".join(report.not_possible))
        console.print(f"[dim]-[/] Not installed here, and so left out: {listed}.")


def _left_out(report: GateReport) -> str:
    """Say what has not run, and how it is run."""
    missing = report.missing
    count = "1 check has" if len(missing) == 1 else f"{len(missing)} checks have"
    more = f" and {len(missing) - _MOST} more" if len(missing) > _MOST else ""
    return (
        f"nothing is refused, but {count} not run: {', '.join(missing[:_MOST])}{more}. Run"
        " `goldenpath release check`, which runs only these; or run the other shards, and join the"
        " reports with `goldenpath release join`."
    )


def _times(report: GateReport) -> str:
    """Return how long the gate took, and how much of that each tool took."""
    seconds = sum(check.seconds for check in report.checks) or 1
    tools = sum(check.tool_seconds for check in report.checks)
    suites = sum(check.tool_seconds for check in report.checks if check.group == "suites")
    return (
        f"{report.wall_seconds:.0f} s on the clock, {seconds:.0f} s of work:"
        f" {suites / seconds:.0%} in uv and the suites of repositories,"
        f" {(tools - suites) / seconds:.0%} in copier and linters,"
        f" {1 - tools / seconds:.0%} in goldenpath."
    )


def _table(report: GateReport) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("checks", "passed", "refused", "seconds", "of these in tools"):
        table.add_column(title, justify="left" if title == "checks" else "right")
    groups: dict[str, list[GateCheck]] = {}
    for check in report.checks:
        groups.setdefault(check.group, []).append(check)
    for group, checks in groups.items():
        table.add_row(
            group,
            str(sum(check.state is GateState.PASSED for check in checks)),
            str(sum(check.state is GateState.REFUSED for check in checks)),
            f"{sum(check.seconds for check in checks):.1f}",
            f"{sum(check.tool_seconds for check in checks):.1f}",
        )
    return table
