"""Files in the cache that only goldenpath of the same person on the same machine can have written.

A cache may come from elsewhere: a CI job restores one that another job has saved, and a folder may
be shared. So each file has a seal, a keyed hash of its name and its content. The key lies outside
the cache, in the person's state folder, and is never copied with it. A file without a valid seal is
not read.
"""

import hmac
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from goldenpath.operations.files.regular_file import read_regular

_KEY_BYTES = 32
_SEAL = "sha256"
_SEAL_BYTES = 32
# Bytes. The largest render is much smaller.
_LARGEST = 20_000_000
# How many files are kept; the oldest are removed.
_MOST_FILES = 60


class SealedFiles:
    """A folder of sealed files. Whatever fails, there is just no file."""

    def __init__(self, folder: Path, key_file: Path) -> None:
        self._folder = folder
        self._key_file = key_file

    def read(self, name: str) -> bytes | None:
        """Return the content that was written under this name; None if there is none."""
        try:
            key = self._key()
            written = read_regular(self._folder / name, _LARGEST).content
        except OSError:
            return None
        seal, content = written[:_SEAL_BYTES], written[_SEAL_BYTES:]
        if not hmac.compare_digest(seal, _seal(key, name, content)):
            return None
        with suppress(OSError):
            # What is read stays; what nobody reads is the oldest.
            os.utime(self._folder / name)
        return content

    def write(self, name: str, content: bytes) -> None:
        """Write a file, if that is possible and it is not too large to be read again."""
        if len(content) > _LARGEST - _SEAL_BYTES:
            return
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            seal = _seal(self._key(), name, content)
            _write_at_once(self._folder / name, seal + content)
            self._remove_oldest()

    def _key(self) -> bytes:
        try:
            return _read_key(self._key_file)
        except FileNotFoundError:
            self._key_file.parent.mkdir(parents=True, exist_ok=True)
            _write_at_once(self._key_file, secrets.token_bytes(_KEY_BYTES))
            return _read_key(self._key_file)

    def _remove_oldest(self) -> None:
        files = sorted(self._folder.iterdir(), key=lambda path: path.lstat().st_mtime_ns)
        for path in files[:-_MOST_FILES]:
            path.unlink(missing_ok=True)


def _read_key(path: Path) -> bytes:
    """Return the key.

    Raises:
        OSError: there is none, or somebody else may have written or read it.
    """
    found = read_regular(path, _KEY_BYTES)
    is_private = not stat.S_IMODE(found.mode) & (stat.S_IRWXG | stat.S_IRWXO)
    if not is_private or len(found.content) != _KEY_BYTES or path.stat().st_uid != os.getuid():
        raise PermissionError(f"{path} is not a private key")
    return found.content


def _seal(key: bytes, name: str, content: bytes) -> bytes:
    return hmac.digest(key, name.encode() + b"\0" + content, _SEAL)


def _write_at_once(path: Path, content: bytes) -> None:
    # mkstemp makes a file that only this person can read.
    descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix="unfinished-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(scratch, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(scratch)
        raise
