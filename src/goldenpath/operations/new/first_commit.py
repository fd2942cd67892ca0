"""Turn a rendered folder into a repository: lock its dependencies, and commit it."""

import os
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.recorded_answers import Answers
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import identity
from goldenpath.operations.new.lock_failures import why_not_locked
from goldenpath.operations.new.not_locked import NotLockedError
from goldenpath.operations.process.child_process import Finished, require_program, run_child

_BRANCH = "main"


def find_git() -> Path:
    """Return the path of git.

    Raises:
        EnvironmentProblemError: git is not on PATH.
    """
    return require_program("git", "install git, or pass --no-git for a folder without history")


def require_outside_repository(git: Path, destination: Path) -> None:
    """Refuse to make a repository inside another one.

    Raises:
        BadInputError: a parent of the destination is in a git work tree.
    """
    parent = next(folder for folder in destination.parents if folder.is_dir())
    found = run_child([git, "rev-parse", "--show-toplevel"], parent)
    if found.exit_code == 0:
        raise BadInputError(
            f"{destination} would lie inside the git repository {found.output.strip()}: choose a"
            " folder outside it, or pass --no-git."
        )


def lock(uv: Path, repository: Path, answers: Answers) -> None:
    """Lock the dependencies of a repository: uv writes its uv.lock.

    Raises:
        NotLockedError: uv cannot resolve the dependencies, or has no suitable Python.
    """
    done = run_child([uv, "lock", "--quiet"], repository, _without_prompts())
    if done.exit_code:
        raise NotLockedError(
            f"The dependencies cannot be locked, because {why_not_locked(done.errors)}. Nothing was"
            " written: try again when this is mended, or leave out the lock with --no-lock.",
            answers,
            is_complete=True,
        )


def _without_prompts() -> dict[str, str]:
    # uv runs git, which could ask for a password on the terminal.
    return {**os.environ, "GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS_REQUIRE": "never"}


def commit_everything(git: Path, repository: Path, message: str) -> None:
    """Make the folder a git repository with one commit on the branch main.

    Raises:
        EnvironmentProblemError: git refuses.
    """
    _git(git, repository, "init", "--quiet", f"--initial-branch={_BRANCH}")
    _git(git, repository, "add", "--all")
    author = identity(Git(repository))
    _git(git, repository, *author, "commit", "--quiet", f"--message={message}")


def _git(git: Path, repository: Path, *arguments: str) -> None:
    done = run_child([git, *arguments], repository)
    if done.exit_code:
        raise EnvironmentProblemError(
            f"git cannot commit: {_error_summary(done)} Nothing was written."
        )


def _error_summary(done: Finished) -> str:
    said = " ".join((done.errors or done.output).split()).removeprefix("error: ")
    return f"{said.rstrip('.')}."
