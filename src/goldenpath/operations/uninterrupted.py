"""The last step of a command, which Ctrl-C and a closed terminal must not cut in half."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from goldenpath.model.errors import InterruptedByUserError

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def uninterrupted(done: str) -> Generator[None]:
    """Let the block run to its end when somebody interrupts, and say afterwards that it did.

    ``done`` is the sentence for whoever interrupted: what is so now. A block that raises is not
    done, and its own error says what is so.

    Raises:
        InterruptedByUserError: somebody interrupted, and the block is complete.
    """
    if threading.current_thread() is not threading.main_thread():
        # Signals reach the main thread alone, and only that one may set their handlers.
        yield
        return
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if received:
        raise InterruptedByUserError(done)
