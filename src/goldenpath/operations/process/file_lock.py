"""Locks between processes, on open files and folders.

The kernel frees a lock when every process that has the descriptor is gone. So a dead owner never
keeps anybody out, and a child that inherits the descriptor holds the lock with its parent.
"""

import fcntl


def take_lock(descriptor: int) -> None:
    """Wait until nobody else has the lock, and take it.

    Raises:
        OSError: the file system has no locks.
    """
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def try_lock(descriptor: int) -> bool:
    """Take the lock if nobody else has it; return whether it is taken now.

    Raises:
        OSError: the file system has no locks.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
