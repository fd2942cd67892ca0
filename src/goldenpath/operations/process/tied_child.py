"""A child process that does not outlive this one."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

# From linux/prctl.h: the signal that a process gets when its parent dies.
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> Callable[[], None] | None:
    """What a child does before it starts its program, so that a kill of this process ends it too.

    None where the system has no means for it.
    """
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    parent = os.getpid()

    def tie() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # The parent may have died before the child could ask.
        if os.getppid() != parent:
            os._exit(1)

    return tie
