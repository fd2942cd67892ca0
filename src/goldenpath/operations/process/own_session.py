"""Run a child process in its own session, which can be ended with all programs in it.

git starts other programs that talk to a remote. If only git is ended, those programs go on running.
"""

import os
import signal
import subprocess
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

# Seconds that git has to remove its locks before it is killed.
_PATIENCE = 1.0


class Command(NamedTuple):
    """A program to run, its folder, its environment and its input."""

    arguments: Sequence[str | Path]
    folder: Path
    environment: Mapping[str, str]
    stdin: bytes


class Sessions:
    """Sessions that another thread can end together. After that, none of them starts."""

    def __init__(self) -> None:
        # The process groups of the sessions that run now.
        self.running: set[int] = set()
        self._is_ended = False
        self._changed = threading.Condition()

    @contextmanager
    def in_this_thread(self) -> Generator[None]:
        """Let every session that this thread starts in the block be one of these."""
        before = _current.set(self)
        try:
            yield
        finally:
            _current.reset(before)

    def start(self, command: Command) -> subprocess.Popen[bytes]:
        """Start a command in a session of its own.

        Raises:
            OSError: it cannot be started, or the sessions were ended.
        """
        # Under the lock, so that no session starts unseen while the others are ended.
        with self._changed:
            if self._is_ended:
                raise InterruptedError("goldenpath has ended these programs")
            # goldenpath builds this list itself, and no shell reads it.
            process = subprocess.Popen(  # noqa: S603
                command.arguments,
                cwd=command.folder,
                env=command.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
            self.running.add(process.pid)
        return process

    def forget(self, process: subprocess.Popen[bytes]) -> None:
        """Note that a command has ended."""
        with self._changed:
            self.running.discard(process.pid)
            self._changed.notify_all()

    def end(self) -> None:
        """End every program in these sessions, and wait until they are gone."""
        with self._changed:
            self._is_ended = True
            for number in (signal.SIGTERM, signal.SIGKILL):
                for group in self.running:
                    _signal(group, number)
                if self._changed.wait_for(lambda: not self.running, _PATIENCE):
                    return


# The sessions of every thread that has none of its own.
_all = Sessions()
_current: ContextVar[Sessions] = ContextVar("sessions", default=_all)


def run_in_own_session(command: Command, timeout: float) -> subprocess.CompletedProcess[bytes]:
    """Run a command. End its whole session if it takes longer than ``timeout`` seconds.

    Raises:
        subprocess.TimeoutExpired: it took longer.
        OSError: it cannot be started.
    """
    sessions = _current.get()
    with sessions.start(command) as process:
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
            sessions.forget(process)
    return subprocess.CompletedProcess(command.arguments, process.returncode, output, errors)


def end_sessions() -> None:
    """Ask every program in such a session to end, because this process is ending.

    A handler of a signal may call this, so it waits for no lock.
    """
    for group in tuple(_all.running):
        _signal(group, signal.SIGTERM)


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
