"""Running goldenpath in this process, and killing it in a fork of this process."""

import contextlib
import io
import os
import signal
import sys
import time
import traceback
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldenpath.cli import main

# No exit code of goldenpath's: what a test sees where a traceback would have been.
CRASHED = 70
_KILLED = 137
# What a process does to the disk or by others: moments that differ for who is killed there.
_MOMENTS = frozenset(
    {"subprocess.Popen", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "open"}
)
# Seconds that a git which was spared may go on.
_PATIENCE = 10.0


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    arguments: tuple[str, ...]
    exit_code: int
    output: str
    errors: str

    @property
    def said(self) -> str:
        """Everything that it printed."""
        return f"{self.output}\n{self.errors}"

    @property
    def is_killed(self) -> bool:
        """Whether it did not come to its end."""
        return self.exit_code == _KILLED


@dataclass(frozen=True)
class Moment:
    """When a command is killed."""

    # Counted from its first act on the disk or by a child.
    act: int
    # Counted from the first act on what this path begins with, if any.
    after: str = ""
    # Seconds after that act; 0 is before the act is done.
    delay: float = 0.0
    # Whether its children die with it.
    with_children: bool = True


def run(*arguments: str | Path) -> Ended:
    """Run a command in this process, with nobody at the terminal."""
    command = tuple(map(str, arguments))
    # As a pipe is: text on top of bytes.
    output, errors = (io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace") for _ in "oe")
    with (
        _as_a_command(command),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
    ):
        exit_code = _call()
    return Ended(command, exit_code, _text_of(output), _text_of(errors))


def _text_of(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def run_until(moment: Moment, *arguments: str | Path) -> Ended:
    """Run a command in a fork of this process, which dies at that moment, if it comes to it."""
    command = tuple(map(str, arguments))
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        with open(writer, "w", encoding="utf-8") as said, _as_a_command(command):
            sys.stdout = sys.stderr = said
            sys.addaudithook(_Executioner(moment).see)
            exit_code = _call()
            said.flush()
            os._exit(exit_code)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    _wait_for_group(child)
    with open(reader, errors="replace") as said:
        os.set_blocking(reader, False)
        text = said.read() or ""
    code = _KILLED if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    return Ended(command, code, text, "")


class _Executioner:
    """Counts what a process does, and kills it at its moment."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._acts = 0
        self._is_counting = not moment.after

    def see(self, event: str, details: Sequence[object]) -> None:
        if event not in _MOMENTS or not _is_act(event, details):
            return
        if not self._is_counting:
            self._is_counting = any(self._moment.after in str(detail) for detail in details)
        if not self._is_counting:
            return
        self._acts += 1
        if self._acts == self._moment.act + 1:
            self._strike()

    def _strike(self) -> None:
        victim = os.getpid()
        if self._moment.delay:
            if os.fork():
                return
            time.sleep(self._moment.delay)
        if self._moment.with_children:
            os.killpg(victim, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        os._exit(0)


def _is_act(event: str, details: Sequence[object]) -> bool:
    if event != "open":
        return True
    path, mode, flags = details[0], details[1], details[2]
    writes = isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    return writes and not isinstance(path, int) and "/dev/" not in str(path) and mode != "r"


def _call() -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
        return CRASHED
    return 0


@contextlib.contextmanager
def _as_a_command(arguments: tuple[str, ...]) -> Generator[None]:
    before = sys.argv
    sys.argv = ["goldenpath", *arguments]
    try:
        yield
    finally:
        sys.argv = before


@contextlib.contextmanager
def environment(variables: Mapping[str, str]) -> Generator[None]:
    """Set variables, and put all of them back."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _wait_for_group(group: int) -> None:
    """Wait for the children that were spared: a user who looks sees them done."""
    deadline = time.monotonic() + _PATIENCE
    while _lives(group) and time.monotonic() < deadline:
        time.sleep(0.002)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    # A zombie of the group answers as well, where nobody waits for orphans.
    with os.scandir("/proc") as entries:
        return any(_is_alive(entry, group) for entry in entries if entry.name.isdigit())


def _is_alive(entry: os.DirEntry[str], group: int) -> bool:
    with contextlib.suppress(OSError):
        stat = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
        return int(stat[2]) == group and stat[0] != "Z"
    return False
