"""Limit the processor time of work whose length is decided by a repository."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


class TooSlowError(Exception):
    """The work takes too long."""


@contextmanager
def processor_limit(seconds: float) -> Generator[None]:
    """Raise TooSlowError in the block after this many seconds of the process's own time.

    Use it in the main thread only. It also stops a regular expression in the middle of a match.

    Raises:
        TooSlowError: it took longer.
    """
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooSlowError
