"""The list of commands. The module of a command is imported only when the command is called."""

from collections.abc import Sequence

from cyclopts import App, CycloptsError, Parameter

import goldenpath
from goldenpath.commands.command_list import ABOUT, COMMANDS, GROUPS, Listed
from goldenpath.model.errors import ExitCode


def _default(value: object) -> str | None:
    """Return what `--help` shows as a default; None if that says nothing."""
    if value is True:
        return "yes"
    return None if value in (None, False, ()) else str(value)


app = App(
    name="goldenpath",
    # A value is what a person types: `[1]` may be the name of a folder, and is no list in JSON.
    default_parameter=Parameter(
        negative_iterable=(), show_default=_default, json_list=False, json_dict=False
    ),
    help=ABOUT,
    # Rich would need a tenth of a second to read it as Markdown.
    help_format="plaintext",
    version=goldenpath.__version__,
    # The entry point handles Ctrl-C, and says what the interrupted command has done.
    suppress_keyboard_interrupt=False,
)


def _register(group: App, commands: dict[str, Listed]) -> None:
    for name, command in commands.items():
        group.command(f"goldenpath.commands.{command.place}", name=name, help=command.about)


_register(app, COMMANDS)
for _name, _group in GROUPS.items():
    _app = App(name=_name, help=_group.about)
    _register(_app, _group.commands)
    app.command(_app)


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
