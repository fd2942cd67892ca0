"""Tie a child process to this process, so that both die together."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

# From linux/prctl.h: the signal that a process gets when its parent dies.
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> Callable[[], None] | None:
    """Return a function that makes a kill of this process end the child too.

    The child must call the function before it starts its program. Return None if the system is not
    Linux: other systems cannot do this.
    """
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    parent = os.getpid()

    def tie() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # The parent may have died before the child asked for the signal.
        if os.getppid() != parent:
            os._exit(1)

    return tie
