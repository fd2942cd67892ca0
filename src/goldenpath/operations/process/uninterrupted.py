"""Protect the last step of a command from Ctrl-C and from a closed terminal."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from goldenpath.model.errors import InterruptedByUserError

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# What the completed blocks of this process have done, each as the end of a sentence.
_done: list[str] = []


def what_was_done() -> str | None:
    """Return what this process has changed for good, or None if it has changed nothing yet.

    A person who interrupts the process afterwards is told this.
    """
    return _done[-1] if _done else None


@contextmanager
def uninterrupted(done: str) -> Generator[None]:
    """Run the block to its end even if somebody interrupts, and report that afterwards.

    ``done`` describes the result of the block, as the end of a sentence. If the block raises an
    error, the message of that error describes the result instead.

    Raises:
        InterruptedByUserError: somebody interrupted, and the block is complete.
    """
    if threading.current_thread() is not threading.main_thread():
        # Python handles signals in the main thread only, and only that thread may set handlers.
        yield
        _done.append(done)
        return
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in _SIGNALS}
    # Children inherit the blocked signals, so Ctrl-C does not end a git that writes the work tree.
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
        _done.append(done)
    finally:
        # Signals that arrived in the meantime reach ``note`` now.
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        for number, handler in before.items():
            signal.signal(number, handler)
    if received:
        raise InterruptedByUserError(f"Interrupted: {done}.")
