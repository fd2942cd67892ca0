"""Branches that updates are committed to: never one that somebody else has worked on."""

from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.uninterrupted import uninterrupted

# Beside each branch that goldenpath makes, the commit that it was left at.
_OWN = "refs/goldenpath/branches"


def move_branch(work: WorkTree, branch: str, commit: str) -> None:
    """Make a branch, or move one that is still where goldenpath has left it.

    Raises:
        BadInputError: the name is none, or the branch is somebody else's or checked out.
        EnvironmentProblemError: git refuses, since somebody moved the branch meanwhile.
    """
    git = work.git
    if git.attempt("check-ref-format", "--branch", branch).exit_code:
        raise BadInputError(f"'{branch}' is no name for a branch: give --branch another.")
    reference, own = f"refs/heads/{branch}", f"{_OWN}/{branch}"
    old = _commit_at(git, reference)
    if old and old != _commit_at(git, own):
        raise BadInputError(
            f"There is a branch {branch} already, and its last commit is not goldenpath's: merge,"
            " rename or delete it, or give --branch another name."
        )
    if place := _checked_out_at(git, reference):
        raise BadInputError(
            f"The branch {branch} is checked out in {place}, and its files would no longer be its"
            " own: give --branch another name."
        )
    # One transaction: both references follow, or none.
    steps = f"update {reference} {commit} {old or '0' * len(commit)}\nupdate {own} {commit}\n"
    with uninterrupted(f"the branch {branch} has the commit {commit[:12]} all the same"):
        moved = git.attempt(
            "update-ref", "-m", "goldenpath update", "--stdin", stdin=steps.encode()
        )
    if moved.exit_code:
        raise EnvironmentProblemError(
            f"git does not move the branch {branch}: {moved.all_words}. Nothing was changed."
        )


def _commit_at(git: Git, reference: str) -> str | None:
    found = git.attempt("rev-parse", "--verify", "--quiet", reference)
    return found.text if found.exit_code == 0 else None


def _checked_out_at(git: Git, reference: str) -> Path | None:
    """The work tree, linked ones included, in which a branch is checked out."""
    folder = None
    for line in git.lines("worktree", "list", "--porcelain", "-z"):
        name, _, value = line.partition(" ")
        if name == "worktree":
            folder = Path(value)
        elif name == "branch" and value == reference:
            return folder
    return None
