"""The report of an update for a person."""

import difflib

from goldenpath.model.release_notes import MANAGED_FILES, RepositoryNotes
from goldenpath.model.shell_words import word
from goldenpath.model.update import ChangeKind, Conflict, UpdateReport, UpdateState
from goldenpath.output.console import Console
from goldenpath.output.markup import escape
from goldenpath.output.prose import tell

# How many lines of a conflict are printed.
_MOST_LINES = 20

_MARKS = {
    ChangeKind.ADDED: "[green]added  [/]",
    ChangeKind.CHANGED: "[yellow]changed[/]",
    ChangeKind.REMOVED: "[red]removed[/]",
}


def print_release_notes(notes: RepositoryNotes, console: Console) -> None:
    """Print what the template changes in the repository, section by section."""
    for section in notes.sections:
        if section.title == MANAGED_FILES:
            # The report of the update lists them.
            continue
        console.print(f"[bold]{section.title}[/]")
        if section.about:
            tell(console, f"  {section.about}", markup=False)
        for line in section.lines:
            tell(console, f"  - {line}", markup=False)
    console.print()


def print_update(report: UpdateReport, console: Console) -> None:
    """Print what changed, what did not change, and what to do next."""
    for note in report.notes:
        tell(console, f"[dim]{escape(note)}[/]")
    match report.state:
        case UpdateState.UP_TO_DATE:
            tell(
                console,
                f"[green]✓[/] Nothing to update: {escape(report.old_version)} is the newest version"
                " for these answers.",
            )
            for line in report.release_notes.seeded_advice:
                tell(console, f"  - {line}", markup=False)
        case UpdateState.CONFLICTS:
            _print_conflicts(report, console)
        case _:
            _print_changes(report, console)


def _print_changes(report: UpdateReport, console: Console) -> None:
    for change in report.changes:
        console.print(f"  {_MARKS[change.kind]}  {escape(change.path)}")
    for path in report.left_alone:
        console.print(f"  [dim]left alone  {escape(path)}, deleted or ignored here[/]")
    if report.lock_left:
        tell(console, f"  [yellow]{escape(report.lock_left)}[/]")
    for name in report.waived:
        console.print(f"  [dim]kept, waived  {escape(name)}[/]")
    old, new = escape(report.old_version), escape(report.new_version)
    # Without a newer version, an update takes seeded files, or other answers.
    versions = f"{old} → {new}" if old != new else f"within {new}"
    count = f"{len(report.changes)} {'file' if len(report.changes) == 1 else 'files'}"
    if report.state is UpdateState.WOULD_UPDATE:
        console.print(f"Would update {versions}: {count}. Nothing was written.")
        return
    commit = (report.commit or "")[:12]
    place = f" on {escape(report.branch)}" if report.branch else ""
    locked = ", locked again" if report.is_locked else ""
    console.print(f"[green]✓[/] Updated {versions}: {count}{locked}; commit {commit}{place}.")
    if report.bring_back:
        console.print("Replaced by the template's version:")
        for name in report.replaced:
            console.print(f"  {name}", markup=False)
        console.print("To restore your version, run:")
        console.print(f"  {report.bring_back}", markup=False)


def _print_conflicts(report: UpdateReport, console: Console) -> None:
    print_conflicts(report, console)
    if report.commit:
        tell(
            console,
            f"Resolve them there (`git switch {word(report.branch or '')}`), run `uv lock`,"
            " commit, and merge.",
            markup=False,
        )
        return
    console.print("Choose, and run the update again with one of:")
    ways_out = (
        ("--managed template", "take the template's version; a git reference keeps yours"),
        ("--managed team", f"keep {yours(report.conflicts)}"),
        ("--write-conflicts", "commit conflict markers to a new branch, to resolve there"),
    )
    for option, meaning in ways_out:
        console.print(f"  {option:<20} {meaning}", markup=False)


def yours(conflicts: tuple[Conflict, ...]) -> str:
    """Return what it means to keep the team's version: managed files need a waiver."""
    are_seeded = {conflict.is_seeded for conflict in conflicts}
    if are_seeded == {True}:
        return "your version; the change counts as not taken"
    if True in are_seeded:
        return "yours: managed with a waiver, seeded as not taken"
    return "your version, with a waiver for it"


def print_conflicts(report: UpdateReport, console: Console) -> None:
    """Print what the team and the template changed in two ways."""
    count = len(report.conflicts)
    things = "1 thing" if count == 1 else f"{count} things"
    tell(
        console,
        f"[red]✗[/] You and the template changed {things} in different ways. Nothing was written."
        if not report.commit
        else f"[red]✗[/] Conflicts: {count}. The conflict markers are on the branch"
        f" {escape(report.branch or '')}; your branch is unchanged.",
    )
    for conflict in report.conflicts:
        _print_conflict(conflict, console)


def _print_conflict(conflict: Conflict, console: Console) -> None:
    console.print(f"  [bold]{escape(conflict.name)}[/]")
    if conflict.key:
        console.print(f"    yours:    {conflict.team or 'removed'}", markup=False)
        console.print(f"    template: {conflict.template or 'removed'}", markup=False)
        return
    for whose, text in (("yours", conflict.team), ("template", conflict.template)):
        if text is None:
            console.print(f"    {whose}: the file does not exist, or is not text", markup=False)
    if conflict.team is not None and conflict.template is not None:
        _print_sides(conflict.team, conflict.template, console)


def _print_sides(team: str, template: str, console: Console) -> None:
    """Print how the two versions differ, without what they have in common."""
    told = difflib.unified_diff(team.splitlines(), template.splitlines(), n=0, lineterm="")
    lines = [line for line in list(told)[2:] if not line.startswith("@@")]
    console.print("    - yours, + the template's:")
    for line in lines[:_MOST_LINES]:
        console.print(f"    {line}", markup=False)
    if len(lines) > _MOST_LINES:
        console.print(f"    and {len(lines) - _MOST_LINES} more; --format json has both in full.")
