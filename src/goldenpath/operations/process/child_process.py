"""Run other programs, without a shell and without input."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.errors import EnvironmentProblemError


@dataclass(frozen=True, slots=True)
class Finished:
    """How a child process ended."""

    exit_code: int
    output: str
    errors: str


def run_child(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None
) -> Finished:
    """Run ``command`` in ``folder``, wait for it, and return how it ended.

    ``environment`` replaces the environment of this process.

    Raises:
        EnvironmentProblemError: the program cannot be started.
    """
    try:
        # goldenpath builds this list itself, and no shell reads it.
        done = subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise EnvironmentProblemError(f"{command[0]} cannot be run: {error}.") from error
    return Finished(exit_code=done.returncode, output=done.stdout, errors=done.stderr)


def require_program(name: str, way_out: str) -> Path:
    """Return the path of a program on PATH. ``way_out`` ends the message if there is none.

    Raises:
        EnvironmentProblemError: the program is not on PATH.
    """
    if found := shutil.which(name):
        return Path(found)
    raise EnvironmentProblemError(f"{name} is not on PATH, but is needed: {way_out}.")
