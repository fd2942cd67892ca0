"""Read objects of a repository with one git process that reads nothing else of the repository."""

import resource
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.operations.fleet.bare_repository import require_plain_object
from goldenpath.operations.git.workshop import workshop_on
from goldenpath.operations.process.environment import clean_environment

_SHA_256_DIGITS = 64
# Bytes. Packs are mapped into memory, and do not count.
_MOST_MEMORY = 200_000_000
# git must not fetch anything, and must not use replacements or caches that the repository contains,
# since they may be false.
_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "core.commitGraph",
    "GIT_CONFIG_VALUE_0": "false",
    "GIT_CONFIG_KEY_1": "core.multiPackIndex",
    "GIT_CONFIG_VALUE_1": "false",
    "LC_ALL": "C",
}


class Objects:
    """The objects in a folder, by their hashes."""

    def __init__(self, folder: Path, ask: IO[bytes], answer: IO[bytes]) -> None:
        self._folder = folder
        self._ask = ask
        self._answer = answer

    def read(self, name: str, kind: str, most: int) -> bytes:
        """Return the content of an object.

        Raises:
            BadInputError: it is missing, damaged, of another kind, or larger than ``most`` bytes.
        """
        require_plain_object(self._folder, name)
        *_, found, size = self._about("info", name, kind)
        if found != kind or not size.isdigit():
            raise BadInputError(f"The object {name} is not a {kind}: clone the repository again.")
        if int(size) > most:
            raise BadInputError(
                f"The {kind} {name} has {size} bytes, and at most {most} are read: make the file"
                " smaller."
            )
        self._about("contents", name, kind)
        content = self._answer.read(int(size) + 1)
        if len(content) != int(size) + 1:
            raise self._damaged(name)
        return content[:-1]

    def _about(self, command: str, name: str, kind: str) -> list[str]:
        try:
            self._ask.write(f"{command} {name}\n".encode())
            self._ask.flush()
        except OSError as error:
            raise self._damaged(name) from error
        words = self._answer.readline().decode("ascii", "replace").split()
        if not words:
            raise self._damaged(name)
        if words[-1] == "missing":
            raise BadInputError(f"The {kind} {name} is missing: clone the repository again.")
        return words

    @staticmethod
    def _damaged(name: str) -> BadInputError:
        return BadInputError(f"The object {name} is damaged: clone the repository again.")


def _limit_memory(pid: int) -> None:
    """Limit git's memory, since a small object can claim to be a delta of a very large one."""
    if sys.platform == "linux":
        with suppress(OSError):
            resource.prlimit(pid, resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))


@contextmanager
def open_objects(folder: Path, commit: str) -> Generator[Objects]:
    """Open the objects in ``folder``. The length of ``commit`` shows their hash format.

    Raises:
        EnvironmentProblemError: there is no git.
    """
    object_format = "sha256" if len(commit) == _SHA_256_DIGITS else "sha1"
    with workshop_on(folder, object_format, keep=True) as git:
        try:
            # Safe: the list of arguments is fixed, and no shell reads it.
            process = subprocess.Popen(
                ["git", "cat-file", "--batch-command"],  # noqa: S607
                cwd=git.folder,
                env={**clean_environment(), **git.variables, **_VARIABLES},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise EnvironmentProblemError(f"git cannot be run: {error}.") from error
        _limit_memory(process.pid)
        if process.stdin is None or process.stdout is None:
            raise EnvironmentProblemError("git cannot be run: it has no pipes.")
        try:
            yield Objects(folder, process.stdin, process.stdout)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
            with suppress(OSError):
                process.stdin.close()
