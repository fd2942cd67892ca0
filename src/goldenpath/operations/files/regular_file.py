"""Read a regular file that somebody else wrote, up to a largest size."""

import errno
import os
import stat
from pathlib import Path
from typing import NamedTuple

# O_NONBLOCK: if a pipe takes the file's place after the first look, opening it does not wait.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class NotReadError(OSError):
    """Something is there that is not read. The message begins with a verb and says why."""


class NotRegularError(NotReadError):
    """It is not a regular file."""

    def __init__(self, mode: int) -> None:
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        super().__init__(f"is {kind}, but must be a file")
        self.is_link = stat.S_ISLNK(mode)


class RegularFile(NamedTuple):
    """A file that was read."""

    content: bytes
    # The permissions and the kind of file, as stat returns them.
    mode: int


def read_regular(path: str | Path, most: int, folder: int | None = None) -> RegularFile:
    """Read a regular file of at most ``most`` bytes, without following a link.

    ``folder`` is the descriptor of the folder from which a relative ``path`` starts.

    Raises:
        NotRegularError: it is a link, a folder, a pipe or a device.
        NotReadError: it is too large.
        OSError: it is not there, or may not be read.
    """
    # Opening a device can have an effect, so the kind is checked before the file is opened.
    _require_regular(os.lstat(path, dir_fd=folder), most)
    try:
        descriptor = os.open(path, _FLAGS, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotRegularError(stat.S_IFLNK) from error
        raise
    try:
        found = os.fstat(descriptor)
        _require_regular(found, most)
        parts = []
        left = most + 1
        while left > 0 and (part := os.read(descriptor, min(left, found.st_size + 1))):
            parts.append(part)
            left -= len(part)
    finally:
        os.close(descriptor)
    if left <= 0:
        # The file is growing, or it is a file of the system (as in /proc), for which stat returns
        # the size 0.
        raise NotReadError(f"has more than {most} bytes, which is the largest size that is read")
    return RegularFile(b"".join(parts), found.st_mode)


def _require_regular(found: os.stat_result, most: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NotRegularError(found.st_mode)
    if found.st_size > most:
        raise NotReadError(f"has {found.st_size} bytes, and at most {most} are read")
