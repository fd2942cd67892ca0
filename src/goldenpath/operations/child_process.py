"""Running git and uv: no shell, a clean environment, and one sentence when they fail."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from goldenpath.model.data_file import DataModel
from goldenpath.model.errors import EnvironmentProblemError

# Of the variables that start with GIT_, those that say how to reach a remote, how git is
# configured and who commits. The others say where a repository is.
_KEPT = ("GIT_CONFIG_", "GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_SSH", "GIT_SSL_", "GIT_PROXY_")
_ALSO_KEPT = frozenset({"GIT_ASKPASS", "GIT_TERMINAL_PROMPT"})


class Finished(DataModel):
    """How a child process ended."""

    exit_code: int
    output: str
    errors: str


def clean_environment() -> dict[str, str]:
    """This process's environment, without what ties git and uv to some other folder.

    A git hook and an editor export where *their* repository and environment are; goldenpath, copier
    inside it, and uv work on others.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if name != "VIRTUAL_ENV"
        and (not name.startswith("GIT_") or name.startswith(_KEPT) or name in _ALSO_KEPT)
    }


def forget_other_repositories() -> None:
    """Clean the environment of this process itself, for copier, which runs in it."""
    kept = clean_environment()
    for name in set(os.environ) - set(kept):
        del os.environ[name]


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
