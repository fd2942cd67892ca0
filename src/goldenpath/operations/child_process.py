"""Running git and uv: no shell, a clean environment, and one sentence when they fail."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from goldenpath.model.data_file import DataModel
from goldenpath.model.errors import EnvironmentProblemError

# A hook or an editor may export where *its* repository is; a child of ours works on another one.
_INHERITED_FROM_A_REPOSITORY = "GIT_"
_KEPT = frozenset(
    {"GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_TERMINAL_PROMPT", "GIT_SSL_CAINFO"}
)


class Finished(DataModel):
    """How a child process ended."""

    exit_code: int
    output: str
    errors: str


def child_environment() -> dict[str, str]:
    """The environment without the variables that tie git or uv to some other folder."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT
        or name.startswith(("GIT_CONFIG_", "GIT_AUTHOR_", "GIT_COMMITTER_"))
        or not (name.startswith(_INHERITED_FROM_A_REPOSITORY) or name == "VIRTUAL_ENV")
    }


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
            env=child_environment(),
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
