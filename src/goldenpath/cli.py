"""The entry point: runs a command, and exits with the code that the outcome has.

It imports next to nothing: the quickest command takes less time than most imports.
"""

import os
import signal
import sys

from goldenpath.model.errors import ExitCode, GoldenpathError
from goldenpath.operations.environment import forget_other_repositories

# As a shell reports it of the programs that SIGPIPE ends.
_BROKEN_PIPE = 141


def main() -> None:
    """Run the command line."""
    try:
        forget_other_repositories()
        _end_in_order()
        exit_code = _run(sys.argv[1:])
    except GoldenpathError as error:
        from goldenpath.output.console import print_error

        print_error(error)
        exit_code = error.exit_code
    except BrokenPipeError:
        # Whoever read the output has seen enough, as `head` has. Python would flush once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        exit_code = _BROKEN_PIPE
    except KeyboardInterrupt:
        from goldenpath.operations.uninterrupted import what_was_done

        print(f"Interrupted: {what_was_done() or 'nothing was changed'}.", file=sys.stderr)
        exit_code = ExitCode.INTERRUPTED
    sys.exit(exit_code)


def _end_in_order() -> None:
    """Let a request to end, or a closed terminal, go the way of Ctrl-C, which tidies up."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        # What is ignored stays so, as under nohup.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["check"] and "--version-only" in arguments:
        from goldenpath.commands.check_version import check_versions

        quick = check_versions(arguments[1:])
        if quick is not None:
            return quick
    from goldenpath.commands.app import app

    return app(arguments, result_action="return_value", exit_on_error=True) or ExitCode.OK
