"""Running git and uv: no shell, a clean environment, and one sentence when they fail."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from goldenpath.model.data_file import DataModel
from goldenpath.model.errors import EnvironmentProblemError


class Finished(DataModel):
    """How a child process ended."""

    exit_code: int
    output: str
    errors: str


def run_child(command: Sequence[str | Path], folder: Path) -> Finished:
    """Run ``command`` in ``folder`` and wait for it.

    Raises:
        EnvironmentProblemError: the program cannot be started.
    """
    try:
        # The command is a list of our own making, and no shell reads it.
        done = subprocess.run(  # noqa: S603
            command,
            cwd=folder,
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
    """Find a program on PATH.

    Raises:
        EnvironmentProblemError: it is not there.
    """
    if found := shutil.which(name):
        return Path(found)
    raise EnvironmentProblemError(f"{name} is not on PATH, and is needed: {way_out}.")
