"""The entry point: runs a command, and exits with the code that the outcome has.

It imports next to nothing: the quickest command takes less time than most imports.
"""

import os
import signal
import sys

from goldenpath.model.errors import EnvironmentProblemError, ExitCode, GoldenpathError
from goldenpath.operations.process.environment import forget_other_repositories

# As a shell reports it of the programs that SIGPIPE ends.
_BROKEN_PIPE = 141


def main() -> None:
    """Run the command line."""
    try:
        _require_known_system()
        forget_other_repositories()
        _end_in_order()
        exit_code = _run(sys.argv[1:])
        # What cannot be written is found out here, where it can still be said.
        print(end="", flush=True)
    except GoldenpathError as error:
        from goldenpath.output.console import print_error

        print_error(error)
        exit_code = error.exit_code
    except BrokenPipeError:
        # Whoever read the output has seen enough, as `head` has. Python would flush once more.
        _print_no_more()
        exit_code = _BROKEN_PIPE
    except OSError as error:
        from goldenpath.output.console import print_error

        _print_no_more()
        problem = _unexpected(error)
        print_error(problem)
        exit_code = problem.exit_code
    except KeyboardInterrupt:
        from goldenpath.operations.process.uninterrupted import what_was_done

        print(f"Interrupted: {what_was_done() or 'nothing was changed'}.", file=sys.stderr)
        exit_code = ExitCode.INTERRUPTED
    sys.exit(exit_code)


def _require_known_system() -> None:
    """Say on Windows what would otherwise be an import that fails: it has no fcntl and no fork."""
    if sys.platform == "win32":
        raise EnvironmentProblemError(
            "goldenpath runs on Linux and macOS; on Windows, run it in WSL."
        )


def _end_in_order() -> None:
    """Let a request to end, or a closed terminal, go the way of Ctrl-C, which tidies up."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        # What is ignored stays so, as under nohup.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def _print_no_more() -> None:
    """Let what is left of the output go nowhere: Python would write it once more at its end."""
    try:
        print(end="", flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected(error: OSError) -> EnvironmentProblemError:
    """What the system has refused, where nobody has expected it: a full disk, a lost lock."""
    names = [os.fsdecode(name) for name in (error.filename, error.filename2) if name]
    about = f" ({', '.join(names)})" if names else ""
    why = error.strerror or str(error) or type(error).__name__
    return EnvironmentProblemError(
        f"The system refuses to go on: {why}{about}; put that right, and try again."
    )


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["check"] and "--version-only" in arguments:
        from goldenpath.commands.check_version import check_versions

        quick = check_versions(arguments[1:])
        if quick is not None:
            return quick
    from goldenpath.commands.app import app

    return app(arguments, result_action="return_value", exit_on_error=True) or ExitCode.OK
