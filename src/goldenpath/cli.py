"""The entry point: run a command and exit with the exit code of its outcome.

This module imports very little, because the quickest command takes less time than most imports.
"""

import gc
import io
import os
import signal
import sys

from goldenpath.commands.empty_arguments import refuse_empty
from goldenpath.commands.overview import overview
from goldenpath.model.errors import EnvironmentProblemError, ExitCode, GoldenpathError
from goldenpath.operations.process.environment import forget_other_repositories

# The exit code that a shell reports for a program that SIGPIPE ended: 128 + 13.
_BROKEN_PIPE = 141
_OBJECTS_BEFORE_COLLECTION = 100_000


def main() -> None:
    """Run the command line."""
    _open_streams()
    try:
        _require_known_system()
        forget_other_repositories()
        _start_quickly()
        _handle_signals_like_ctrl_c()
        exit_code = _run(sys.argv[1:])
        # Flush here, so that a failure to write is still reported by the handlers below.
        print(end="", flush=True)
    except GoldenpathError as error:
        from goldenpath.output.console import print_error

        print_error(error)
        exit_code = error.exit_code
    except BrokenPipeError:
        # The reader of the output has closed the pipe, as `head` does. This is not an error.
        _discard_output()
        exit_code = _BROKEN_PIPE
    except OSError as error:
        from goldenpath.output.console import print_error

        _discard_output()
        problem = _unexpected(error)
        print_error(problem)
        exit_code = problem.exit_code
    except KeyboardInterrupt:
        from goldenpath.operations.process.uninterrupted import what_was_done

        print(f"Interrupted: {what_was_done() or 'nothing was changed'}.", file=sys.stderr)
        exit_code = ExitCode.INTERRUPTED
    sys.exit(exit_code)


def _open_streams() -> None:
    """Let every stream accept every text, also one that the caller has closed."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # The next file that is opened would get this number, and whatever is printed.
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, open(number, "w" if number else "r", closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _require_known_system() -> None:
    """Refuse Windows, where `fcntl` is missing. It has no `fork` either."""
    if sys.platform == "win32":
        raise EnvironmentProblemError(
            "goldenpath runs on Linux and macOS; on Windows, run it in WSL."
        )


def _start_quickly() -> None:
    """Leave out work of Python and Pydantic that a short command does not need."""
    # Imports create many objects that all stay. Looking for garbage among them takes long.
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTION)
    # Pydantic would look for plug-ins in every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _handle_signals_like_ctrl_c() -> None:
    """Handle SIGTERM and SIGHUP like Ctrl-C, so that the command cleans up before it ends."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        # A signal that is ignored stays ignored: nohup ignores SIGHUP.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def _discard_output() -> None:
    """Discard the output that is not written yet.

    Python would try to write it again when it exits, and fail again.
    """
    try:
        print(end="", flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected(error: OSError) -> EnvironmentProblemError:
    """Make an error for a system failure that no command expects, such as a full disk."""
    names = [os.fsdecode(name) for name in (error.filename, error.filename2) if name]
    about = f" ({', '.join(names)})" if names else ""
    why = error.strerror or str(error) or type(error).__name__
    return EnvironmentProblemError(
        f"The operating system reports an error: {why}{about}; fix the cause and try again."
    )


def _run(arguments: list[str]) -> int:
    refuse_empty(arguments)
    if listed := overview(arguments):
        print(listed)
        return ExitCode.OK
    if arguments[:1] == ["check"] and "--version-only" in arguments:
        from goldenpath.commands.check_version import read_version_check

        if quick := read_version_check(arguments[1:]):
            return quick.run()
    elif arguments[:1] == ["check"]:
        from goldenpath.commands.check_at_once import read_plain_check

        if plain := read_plain_check(arguments[1:]):
            return plain.run()
    from goldenpath.commands.app import run

    return run(arguments)
