"""A limit of processor time for a piece of work that a repository can make as long as it likes."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


class TooSlowError(Exception):
    """The work takes too long."""


@contextmanager
def processor_limit(seconds: float) -> Generator[None]:
    """End the work inside by TooSlowError after so many seconds of this process's own time.

    The main thread only. A regular expression is stopped in the middle.

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
