"""The text that `goldenpath new` prints at the end."""

from goldenpath.model.created import Created
from goldenpath.model.shell_words import word
from goldenpath.output.console import Console
from goldenpath.output.markup import escape
from goldenpath.output.prose import tell
from goldenpath.output.typed_path import typed_path


def print_created(created: Created, console: Console, trial: str | None = None) -> None:
    """Print what was created, and which commands to run next.

    ``trial`` is the command that tries a service without its private package.
    """
    answers = created.rendered.answers
    state = "committed" if created.is_committed else "not in git"
    console.print()
    console.print(
        f"[bold]{escape(str(answers['project_slug']))}[/]: {created.files} files, {state};"
        f" {answers['shape']}, {answers['tier']} tier, Python {answers['python_version']}."
    )
    console.print()
    console.print("Next:")
    steps = _next_steps(created)
    width = max(len(command) for command, purpose in steps if purpose)
    for command, purpose in steps:
        line = f"{command:<{width}}   # {purpose}" if purpose else command
        console.print(f"  {line}", markup=False)
    if trial:
        console.print()
        console.print("To try it without the organisation's private package:")
        console.print(f"  {trial}", markup=False)
    if created.recorded.canonical:
        console.print()
        console.print("To compare it with the template, now or later:")
        console.print(f"  {_comparison(created, created.recorded.canonical)}", markup=False)


def print_warnings(created: Created, console: Console) -> None:
    """Print a warning for each thing that will cause problems later."""
    recorded = created.recorded
    if created.rendered.has_uncommitted_template:
        _warn(
            "the template has uncommitted changes, so goldenpath cannot find this version again to"
            " update the repository: commit the changes and render again.",
            console,
        )
    elif recorded.problem and recorded.location == recorded.canonical:
        _warn(
            f"the repository records {recorded.canonical} as its template, but {recorded.problem}:"
            " push it there, since nobody can check or update the repository before that.",
            console,
        )
    elif recorded.is_on_this_machine:
        why = f"{recorded.problem}, so " if recorded.problem else ""
        others = f" with --template {recorded.canonical}" if recorded.canonical else " from its URL"
        _warn(
            f"{why}the repository records {recorded.location} as its template, and nobody on"
            " another machine can check or update it: if others will use it, render it again"
            f"{others}.",
            console,
        )


def _warn(sentence: str, console: Console) -> None:
    tell(console, f"[yellow]warning:[/] {escape(sentence)}")


def _next_steps(created: Created) -> list[tuple[str, str]]:
    uv = created.uv
    steps = [(f"cd {typed_path(created.destination)}", "")]
    if not created.is_locked:
        steps.append((f"{uv} lock", "pin the dependencies"))
    steps.append((f"{uv} sync", "install"))
    if created.is_committed:
        steps.append(("git config core.hooksPath .husky", "check commits and pushes"))
    steps.append((f"{uv} run pytest", "test"))
    steps.append(("less README.md", "run and deploy"))
    return steps


def _comparison(created: Created, template: str) -> str:
    return f"{created.uv} tool run --from {word(f'git+{template}')} goldenpath check"
