"""The list of commands. The module of a command is imported only when the command is called."""

from collections.abc import Sequence

from cyclopts import App, CycloptsError, Parameter

import goldenpath
from goldenpath.model.errors import ExitCode

# For each command: its module and function, and its line in `goldenpath --help`.
_COMMANDS = {
    "new": ("new:new", "Render a new repository."),
    "try": ("try_it:try_it", "Copy an LLM service to where it runs without its private package."),
    "check": ("check:check", "Compare repositories with their template, and check the rules."),
    "diff": ("diff:diff", "Show what differs from the template, line by line."),
    "restore": ("restore:restore", "Put files and keys back to what the template renders."),
    "waive": ("waive:waive", "Record that a difference is on purpose."),
    "update": ("update:update", "Bring a repository to a newer version of its template."),
    "recover": ("update:recover", "Recover a repository after an update that was killed."),
    "rules": ("rules:rules", "List the rules of the standard, or explain one."),
    "shapes": ("shapes:shapes", "List the shapes that a repository can have."),
}
_FLEET_COMMANDS = {"check": ("fleet_check:fleet_check", "Check many repositories.")}
_RELEASE_COMMANDS = {
    "notes": ("release_notes:notes", "List what changes between two versions of the template."),
    "check": ("release_check:check", "Prove that a commit of the template can be released."),
    "join": ("release_check:join", "Join the reports of all shards of a check."),
    "create": ("release_create:create", "Create a release of the commit that passed its check."),
}


def _default(value: object) -> str | None:
    """Return what `--help` shows as a default; None if that says nothing."""
    if value is True:
        return "yes"
    return None if value in (None, False, ()) else str(value)


app = App(
    name="goldenpath",
    default_parameter=Parameter(negative_iterable=(), show_default=_default),
    help="Render sanctioned Python repositories from one template, check them and update them.",
    version=goldenpath.__version__,
    # The entry point handles Ctrl-C, and says what the interrupted command has done.
    suppress_keyboard_interrupt=False,
)
fleet = App(name="fleet", help="Work on many repositories at once.")
release = App(name="release", help="Check and release versions of the template.")
for group, commands in (
    (app, _COMMANDS),
    (fleet, _FLEET_COMMANDS),
    (release, _RELEASE_COMMANDS),
):
    for name, (place, about) in commands.items():
        group.command(f"goldenpath.commands.{place}", name=name, help=about)
app.command(fleet)
app.command(release)


def run(arguments: Sequence[str]) -> int:
    """Run a command, and return its exit code.

    Raises:
        GoldenpathError: the command line cannot be read, or the command fails.
    """
    try:
        returned = app(
            arguments, result_action="return_value", exit_on_error=False, print_error=False
        )
    except CycloptsError as error:
        from goldenpath.commands.usage_errors import usage_error

        raise usage_error(error) from error
    return returned or ExitCode.OK
