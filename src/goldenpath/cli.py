"""The command line: which commands there are, and how they fail."""

import sys

from cyclopts import App

import goldenpath
from goldenpath.commands.check import check
from goldenpath.commands.diff import diff
from goldenpath.commands.new import new
from goldenpath.commands.restore import restore
from goldenpath.commands.shapes import shapes
from goldenpath.commands.update import recover, update
from goldenpath.commands.waive import waive
from goldenpath.model.errors import ExitCode, GoldenpathError
from goldenpath.operations.child_process import forget_other_repositories
from goldenpath.output.console import messages, print_error

app = App(
    name="goldenpath",
    help="Render sanctioned Python repositories from one template, and keep them true.",
    version=goldenpath.__version__,
)
for command in (new, check, diff, restore, waive, update, recover, shapes):
    app.command(command)


def main() -> None:
    """Run the command line, and exit with the code that the outcome has."""
    forget_other_repositories()
    try:
        exit_code = app(result_action="return_value", exit_on_error=True)
    except GoldenpathError as error:
        print_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        messages().print("Interrupted: nothing was written.")
        sys.exit(ExitCode.INTERRUPTED)
    sys.exit(exit_code or ExitCode.OK)
