"""Reading a file that somebody else put there: a regular one, and no more of it than is wanted."""

import errno
import os
import stat
from pathlib import Path

# O_NONBLOCK: a pipe that takes the file's place after the first look is opened, not waited for.
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
    """The file is there, and is none that is read: the message says why."""


def read_regular(path: str | Path, most: int, folder: int | None = None) -> bytes:
    """Read a regular file of at most ``most`` bytes, without following a link.

    ``folder`` is the descriptor of the folder that a relative path begins in.

    Raises:
        NotReadError: it is a link, a folder, a pipe, a device, or too large.
        OSError: it is not there, or may not be read.
    """
    # Opening a device can do something; what is none is looked at again once it is open.
    _require_regular(os.lstat(path, dir_fd=folder), most)
    try:
        descriptor = os.open(path, _FLAGS, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotReadError("is a link, and must be a file") from error
        raise
    with open(descriptor, "rb") as file:
        _require_regular(os.fstat(descriptor), most)
        # The system's own files say that they are empty.
        content = file.read(most + 1)
    if len(content) > most:
        raise NotReadError(f"has more than {most} bytes, which is the most that are read")
    return content


def _require_regular(found: os.stat_result, most: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = _KINDS.get(stat.S_IFMT(found.st_mode), "something else")
        raise NotReadError(f"is {kind}, and must be a file")
    if found.st_size > most:
        raise NotReadError(f"has {found.st_size} bytes, and at most {most} are read")
