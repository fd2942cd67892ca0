"""Branches that updates are committed to. A branch that somebody else worked on is refused.

The message of a commit that goldenpath makes for a branch ends in a seal. The seal is a hash of the
commit's content, its parents, its message and the name of the branch. So in every clone, the seal
shows whether somebody added a commit, amended the commit or renamed the branch.
"""

import hashlib
import re
from pathlib import Path, PurePosixPath

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import commit_tree
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.process.uninterrupted import uninterrupted

_SEAL = re.compile(r"^(?P<message>.*\nGoldenpath-Update: .+) \((?P<seal>[0-9a-f]{20})\)$", re.S)
# A branch below this name belongs to goldenpath as soon as all its commits are merged.
_OWN = "goldenpath/"


def require_free(work: WorkTree, branch: str) -> str | None:
    """Refuse an invalid name, and a branch that is checked out or is somebody else's.

    Returns the commit of the branch, or None if there is no such branch.

    Raises:
        BadInputError: the name or the branch is refused.
    """
    git = work.git
    reference = f"refs/heads/{branch}"
    is_odd = branch.startswith("-") or branch == "HEAD"
    if is_odd or git.try_run("check-ref-format", reference).exit_code:
        raise BadInputError(f"'{branch}' is not a valid name for a branch: give --branch another.")
    if other := _in_the_way(git, branch):
        raise BadInputError(
            f"There is already a branch {other}, and git cannot have a branch {branch} at the same"
            " time: give --branch another name."
        )
    old = git.try_run("rev-parse", "--verify", "--quiet", reference)
    if old.exit_code == 0:
        _require_own(work, branch, old.text)
    if place := _checked_out_at(git, reference):
        raise BadInputError(
            f"The branch {branch} is checked out in {place}. If it moved, git would show changes"
            " there that nobody made: give --branch another name."
        )
    return old.text if old.exit_code == 0 else None


def commit_to_branch(work: WorkTree, branch: str, tree: str, message: str) -> str:
    """Commit ``tree`` to a new branch, or to a branch that only goldenpath has changed.

    Returns the commit. The seal is added to the last line of ``message``, which is a trailer.

    Raises:
        BadInputError: the name is invalid, or the branch is somebody else's or checked out.
        EnvironmentProblemError: git refuses, because somebody moved the branch meanwhile.
    """
    git = work.git
    old = require_free(work, branch)
    sealed = f"{message.rstrip()} ({_seal(branch, (tree, work.head), message)})\n"
    commit = commit_tree(git, tree, sealed, work.head)
    step = (f"refs/heads/{branch}", commit, old or "0" * len(commit))
    with uninterrupted(f"the branch {branch} now has the commit {commit[:12]}"):
        moved = git.try_run("update-ref", "-m", "goldenpath update", *step)
        if moved.exit_code:
            raise EnvironmentProblemError(
                f"git cannot move the branch {branch}: {moved.error_summary}. Nothing was changed."
            )
    return commit


def _in_the_way(git: Git, branch: str) -> str | None:
    """Return a branch such as `a` for the name `a/b`, or the reverse: git cannot have both."""
    above = [parent.as_posix() for parent in PurePosixPath(branch).parents][:-1]
    patterns = [f"refs/heads/{branch}/", *(f"refs/heads/{name}" for name in above)]
    found = git.run("for-each-ref", "--format=%(refname:lstrip=2)", *patterns).splitlines()
    return next((name for name in found if name in above or name.startswith(f"{branch}/")), None)


def _require_own(work: WorkTree, branch: str, tip: str) -> None:
    unmerged = set(work.git.run("rev-list", tip, f"^{work.head}").split())
    suspect = unmerged if branch.startswith(_OWN) else {tip, *unmerged}
    if not all(_is_sealed(work.git, branch, commit) for commit in suspect):
        raise BadInputError(
            f"There is already a branch {branch}, and somebody else has made it or worked on it:"
            " merge, rename or delete it, or give --branch another name."
        )


def _is_sealed(git: Git, branch: str, commit: str) -> bool:
    tree, parents, message = git.run("log", "-1", "--format=%T%n%P%n%B", commit).split("\n", 2)
    found = _SEAL.match(message.strip())
    return found is not None and found["seal"] == _seal(branch, (tree, parents), found["message"])


def _seal(branch: str, about: tuple[str, str], message: str) -> str:
    text = "\n".join([branch, *about, message.strip()])
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:20]


def _checked_out_at(git: Git, reference: str) -> Path | None:
    """Return the work tree (the main one or a linked one) in which a branch is checked out."""
    folder = None
    for line in git.lines("worktree", "list", "--porcelain", "-z"):
        name, _, value = line.partition(" ")
        if name == "worktree":
            folder = Path(value)
        elif name == "branch" and value == reference:
            return folder
    return None
