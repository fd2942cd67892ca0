"""Find the files that git tracks in a repository that anybody may have made.

git lists a copy of its index. In the repository itself, git would read its settings, and every file
that they include.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.files.regular_file import NotReadError, NotRegularError, read_regular
from goldenpath.operations.git.workshop import workshop_on

_INDEX = "index"
# The name of a file with the shared part of a split index.
_SHARED = re.compile(r"sharedindex\.[0-9a-f]{40,64}")
_MOST_SHARED = 8
# Bytes. An index of this size has about a million files.
_LARGEST = 200_000_000
# Seconds. git lists a hundred thousand files in a twentieth of a second.
_PATIENCE = 20.0


def indexed_paths(git_folder: int) -> frozenset[str]:
    """Return the paths in the index of the git folder with this descriptor.

    Return no paths if git cannot read the index.

    Raises:
        NotReadError: the index is too large.
    """
    content = _content(git_folder, _INDEX)
    object_format = _object_format(content)
    if object_format is None:
        return frozenset()
    with (
        tempfile.TemporaryDirectory(prefix="goldenpath-") as no_objects,
        workshop_on(Path(no_objects), object_format, keep=False) as git,
    ):
        (git.folder / _INDEX).write_bytes(content)
        for name in _shared(git_folder):
            (git.folder / name).write_bytes(_content(git_folder, name))
        try:
            # --sparse lists a folder that is not checked out as one entry. Without it, git would
            # look for the folder's objects, which are not here.
            asked = git.try_run("ls-files", "-z", "--sparse", timeout=_PATIENCE)
        except EnvironmentProblemError:
            return frozenset()
    if asked.exit_code:
        return frozenset()
    names = filter(None, asked.output.split(b"\0"))
    return frozenset(name.decode("utf-8", "backslashreplace") for name in names)


def _content(git_folder: int, name: str) -> bytes:
    try:
        return read_regular(name, _LARGEST, git_folder).content
    except NotRegularError:
        return b""
    except NotReadError:
        raise
    except OSError:
        return b""


def _shared(git_folder: int) -> list[str]:
    try:
        names = os.listdir(git_folder)
    except OSError:
        return []
    return [name for name in names if _SHARED.fullmatch(name)][:_MOST_SHARED]


def _object_format(content: bytes) -> str | None:
    """Return the hash format of an index, found from its last bytes; None if it is not an index."""
    if not content.startswith(b"DIRC"):
        return None
    for name in ("sha256", "sha1"):
        size = hashlib.new(name).digest_size
        # git can be configured to write zeros instead of the hash.
        if content[-size:] in (hashlib.new(name, content[:-size]).digest(), bytes(size)):
            return name
    return None
