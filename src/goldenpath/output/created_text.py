"""The text that `goldenpath new` prints at the end."""

import os
from pathlib import Path

from goldenpath.model.created import Created
from goldenpath.output.console import Console
from goldenpath.output.markup import escape


def print_created(created: Created, console: Console) -> None:
    """Print what was created, and which commands to run next."""
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
        line = f"{command:<{width}}   {purpose}" if purpose else command
        console.print(f"  {line}", markup=False)


def print_warnings(created: Created, console: Console) -> None:
    """Print a warning for each thing that will cause problems later."""
    if created.rendered.has_uncommitted_template:
        console.print(
            "[yellow]warning:[/] the template has uncommitted changes, so goldenpath cannot find"
            " this version again to update the repository: commit the changes and render again."
        )


def _next_steps(created: Created) -> list[tuple[str, str]]:
    steps = [(f"cd {_short(created.destination)}", "")]
    if not created.is_locked:
        steps.append(("uv lock", "pin the dependencies"))
    steps.append(("uv sync", "install"))
    if created.is_committed:
        steps.append(("git config core.hooksPath .husky", "check commits and pushes"))
    steps.append(("uv run pytest", "test"))
    steps.append(("less README.md", "run and deploy"))
    return steps


def _short(destination: Path) -> str:
    try:
        return min(str(destination), os.path.relpath(destination), key=len)
    except FileNotFoundError:
        # The current folder no longer exists: the command was run inside the destination, and
        # replaced that empty folder by a new one.
        return str(destination)
