"""Do dangerous work in processes. Each piece of work gets a result, or a reason why it has none.

One thread manages all the processes, so that a fork does not copy a lock that another thread holds.
A worker gets its next piece of work before it has finished the current one, so it does not wait.
"""

import gc
import os
import resource
import signal
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic, sleep
from types import FrameType

from goldenpath.operations.process.own_session import end_sessions

# The pieces of work that a worker has at once: the current one and the next one.
_AT_HAND = 2
_FORK = get_context("fork")
# If a signal ends a program, a shell reports the exit code 128 plus the number of the signal.
_BY_SIGNAL = 128
# Seconds that a worker has to end before it is killed.
_PATIENCE = 0.3


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one piece of work."""

    # Elapsed time, which includes waiting for the network.
    seconds: float = 90.0
    # Processor time.
    processor_seconds: int = 10
    # Bytes, for the worker and for each program that it starts.
    memory: int = 1_500_000_000


@dataclass(frozen=True, slots=True)
class NoResult:
    """The worker ended before it had a result for the piece."""

    why: str


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    # The numbers of the worker's pieces; the current one is first.
    pieces: deque[int] = field(default_factory=deque)
    deadline: float = 0.0


class Workers[Result]:
    """Does the same work for many names, in separate processes."""

    def __init__(
        self, work: Callable[[str], Result], processes: int, limits: Limits | None = None
    ) -> None:
        self._work = work
        self._processes = processes
        self._limits = limits or Limits()
        self._workers: list[_Worker] = []
        self._waiting: deque[int] = deque()
        self._done: dict[int, Result | NoResult] = {}

    def run(self, names: Sequence[str]) -> Generator[Result | NoResult]:
        """Yield the results in the order of the names. No worker is left afterwards."""
        self._waiting.extend(range(len(names)))
        gc.freeze()
        with tempfile.TemporaryDirectory(prefix="goldenpath-fleet-") as scratch, _ended_in_order():
            try:
                for number in range(len(names)):
                    while number not in self._done:
                        self._hand_out(names, Path(scratch))
                        self._collect()
                    yield self._done.pop(number)
            finally:
                _end(self._workers)
                self._workers.clear()
                gc.unfreeze()

    def _hand_out(self, names: Sequence[str], scratch: Path) -> None:
        missing = min(self._processes - len(self._workers), len(self._waiting))
        self._workers += [self._start(scratch) for _ in range(missing)]
        # First give each worker one piece, so that the last pieces are spread over all workers.
        for most in range(1, _AT_HAND + 1):
            for worker in self._workers:
                if len(worker.pieces) < most and self._waiting:
                    self._hand_to(worker, self._waiting.popleft(), names)

    def _hand_to(self, worker: _Worker, number: int, names: Sequence[str]) -> None:
        if not worker.pieces:
            worker.deadline = monotonic() + self._limits.seconds
        worker.pieces.append(number)
        # A dead worker is noticed later, in `_collect`.
        with suppress(OSError):
            worker.pipe.send(names[number])

    def _start(self, scratch: Path) -> _Worker:
        ours, theirs = _FORK.Pipe()
        others = [worker.pipe for worker in self._workers]
        process = _FORK.Process(
            target=_serve,
            args=(theirs, (ours, *others), self._work, (self._limits, scratch)),
            daemon=True,
        )
        # Block Ctrl-C, which would reach the worker until it has its own session.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        theirs.close()
        return _Worker(process, ours)

    def _collect(self) -> None:
        """Wait for a result, a dead worker or a deadline, and handle it."""
        soonest = min(worker.deadline for worker in self._workers if worker.pieces)
        ready = wait([worker.pipe for worker in self._workers], max(0.0, soonest - monotonic()))
        for worker in list(self._workers):
            if worker.pipe in ready:
                self._take(worker)
            elif worker.pieces and worker.deadline <= monotonic():
                self._bury(worker, f"it took longer than {self._limits.seconds:.0f} seconds")

    def _take(self, worker: _Worker) -> None:
        try:
            result = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker, None)
            return
        self._done[worker.pieces.popleft()] = result
        worker.deadline = monotonic() + self._limits.seconds

    def _bury(self, worker: _Worker, why: str | None) -> None:
        """End a worker, and record that its current piece has no result.

        Its other pieces go to other workers, since they did not cause the problem.
        """
        _end([worker])
        self._workers.remove(worker)
        if worker.pieces:
            self._done[worker.pieces.popleft()] = NoResult(
                why or self._why(worker.process.exitcode or 0)
            )
        self._waiting.extendleft(reversed(worker.pieces))

    def _why(self, exit_code: int) -> str:
        if exit_code == -signal.SIGXCPU:
            return f"it took more than {self._limits.processor_seconds} seconds of the processor"
        if exit_code == -signal.SIGKILL:
            return "the process that read it was killed, perhaps because there was no memory left"
        if exit_code < 0:
            name = signal.Signals(-exit_code).name
            return f"the process that read it died by {name}"
        return f"the process that read it ended with exit code {exit_code}"


@contextmanager
def _ended_in_order() -> Generator[None]:
    """Make SIGTERM raise an exception, as Ctrl-C does, so that no worker is left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(_BY_SIGNAL + number)


def _end(workers: Sequence[_Worker]) -> None:
    """End workers and all programs that they started. git gets time to remove its lock files."""
    for worker in workers:
        worker.pipe.close()
        _signal(worker, signal.SIGTERM)
    until = monotonic() + _PATIENCE
    for worker in workers:
        worker.process.join(max(0.0, until - monotonic()))
        # The group is checked only here, directly before it is killed: as soon as a group is empty,
        # the system may give its number to other processes.
        while _signal(worker, signal.SIGCONT) and monotonic() < until:
            sleep(_PATIENCE / 20)
        _signal(worker, signal.SIGKILL)
        worker.process.kill()
        worker.process.join()


def _signal(worker: _Worker, number: signal.Signals) -> bool:
    """Send a signal to a worker's process group, and return whether it has any process."""
    group = worker.process.ident
    if group is None:
        return False
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _serve[Result](
    pipe: Connection,
    others: Sequence[Connection],
    work: Callable[[str], Result],
    within: tuple[Limits, Path],
) -> None:
    """Do pieces of work until the process that asks for them closes the pipe or is gone."""
    # In its own session, the worker does not get Ctrl-C. Programs that it starts cannot ask
    # questions at the terminal, and they end with it.
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, _leave_with_sessions)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for other in others:
        other.close()
    limits, scratch = within
    tempfile.tempdir = str(scratch)
    _limit(resource.RLIMIT_DATA, limits.memory)
    _limit(resource.RLIMIT_CORE, 0)
    try:
        while True:
            name = pipe.recv()
            used = resource.getrusage(resource.RUSAGE_SELF)
            seconds = int(used.ru_utime + used.ru_stime) + 1 + limits.processor_seconds
            _limit(resource.RLIMIT_CPU, seconds)
            pipe.send(work(name))
    except (EOFError, OSError):
        return


def _leave_with_sessions(number: int, _frame: FrameType | None) -> None:
    """End this worker, and the programs that it started in sessions of their own.

    A signal to the worker's group does not reach those programs. A worker that is not waiting for
    such a program may be too busy to get here, and is killed.
    """
    end_sessions()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _limit(what: int, most: int) -> None:
    """Lower a limit for this process and those that it starts, if the system has this limit."""
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(what)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(what, (most, hard))
