"""A child process with a session of its own, which can be ended with all that it has started.

Git leaves the talking to a remote to other programs, and those live on when only git is ended.
"""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Seconds that git gets to remove its locks.
_PATIENCE = 1.0
_running: set[int] = set()


@dataclass(frozen=True, slots=True)
class Command:
    """What is run, and where."""

    arguments: Sequence[str | Path]
    folder: Path
    environment: Mapping[str, str]
    stdin: bytes


def run_in_own_session(command: Command, timeout: float) -> subprocess.CompletedProcess[bytes]:
    """Run a command, and end its whole session when it takes longer than ``timeout`` seconds.

    Raises:
        subprocess.TimeoutExpired: it did.
        OSError: it cannot be started.
    """
    # A list of our own making, and no shell.
    with subprocess.Popen(  # noqa: S603
        command.arguments,
        cwd=command.folder,
        env=command.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        _running.add(process.pid)
        try:
            output, errors = process.communicate(command.stdin, timeout)
        except BaseException:
            # Ctrl-C reaches this session, and not that one.
            _signal(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=_PATIENCE)
            # Whoever is left of the group keeps its number from being used again.
            _signal(process.pid, signal.SIGKILL)
            raise
        finally:
            _running.discard(process.pid)
    return subprocess.CompletedProcess(command.arguments, process.returncode, output, errors)


def end_sessions() -> None:
    """Ask everything that runs in such a session to end, since this process is ended."""
    for group in tuple(_running):
        _signal(group, signal.SIGTERM)


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
