"""Run a child process in its own session, which can be ended with all programs in it.

git starts other programs that talk to a remote. If only git is ended, those programs go on running.
"""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

# Seconds that git has to remove its locks before it is killed.
_PATIENCE = 1.0
# The process groups of the sessions that run now.
_running: set[int] = set()


class Command(NamedTuple):
    """A program to run, its folder, its environment and its input."""

    arguments: Sequence[str | Path]
    folder: Path
    environment: Mapping[str, str]
    stdin: bytes


def run_in_own_session(command: Command, timeout: float) -> subprocess.CompletedProcess[bytes]:
    """Run a command. End its whole session if it takes longer than ``timeout`` seconds.

    Raises:
        subprocess.TimeoutExpired: it took longer.
        OSError: it cannot be started.
    """
    # goldenpath builds this list itself, and no shell reads it.
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
            # Ctrl-C reaches only the session of this process, so the other session is ended here.
            _signal(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=_PATIENCE)
            # This cannot reach other programs: the system does not reuse the number of a group
            # while a process of the group is left.
            _signal(process.pid, signal.SIGKILL)
            raise
        finally:
            _running.discard(process.pid)
    return subprocess.CompletedProcess(command.arguments, process.returncode, output, errors)


def end_sessions() -> None:
    """Ask every program in such a session to end, because this process is ending."""
    for group in tuple(_running):
        _signal(group, signal.SIGTERM)


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
