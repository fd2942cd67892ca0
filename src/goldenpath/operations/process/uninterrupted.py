"""The last step of a command, which Ctrl-C and a closed terminal must not cut in half."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from goldenpath.model.errors import InterruptedByUserError

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# What the blocks of this process have done.
_done: list[str] = []


def what_was_done() -> str | None:
    """What this process has changed for good, for whoever interrupts it afterwards; None so far."""
    return _done[-1] if _done else None


@contextmanager
def uninterrupted(done: str) -> Generator[None]:
    """Let the block run to its end when somebody interrupts, and say afterwards that it did.

    ``done`` says what is so then, as the end of a sentence. A block that raises is not done, and
    its own error says what is so.

    Raises:
        InterruptedByUserError: somebody interrupted, and the block is complete.
    """
    if threading.current_thread() is not threading.main_thread():
        # Signals reach the main thread alone, and only that one may set their handlers.
        yield
        _done.append(done)
        return
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in _SIGNALS}
    # Children inherit what is blocked, so Ctrl-C does not end a git that writes the work tree.
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
        _done.append(done)
    finally:
        # What has come in meanwhile is noted now.
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        for number, handler in before.items():
            signal.signal(number, handler)
    if received:
        raise InterruptedByUserError(f"Interrupted: {done}.")
