"""The command line: which commands there are, and how they fail."""

import sys

from cyclopts import App

import goldenpath
from goldenpath.commands.new import new
from goldenpath.commands.rules import rules
from goldenpath.commands.shapes import shapes
from goldenpath.model.errors import ExitCode, GoldenpathError
from goldenpath.operations.child_process import forget_other_repositories
from goldenpath.output.console import messages, print_error

app = App(
    name="goldenpath",
    help="Render sanctioned Python repositories from one template, and keep them true.",
    version=goldenpath.__version__,
)
app.command(new)
app.command(shapes)
app.command(rules)


def main() -> None:
    """Run the command line, and exit with the code that the outcome has."""
    forget_other_repositories()
    try:
        app(result_action="return_value", exit_on_error=True)
    except GoldenpathError as error:
        print_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        messages().print("Interrupted: nothing was written.")
        sys.exit(ExitCode.INTERRUPTED)
