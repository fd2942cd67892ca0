"""A repository with a work tree: where it is, and whether it may be changed."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.errors import BadInputError
from goldenpath.operations.git.local_filters import without_local_filters
from goldenpath.operations.git.plumbing import Git

_UNDER_WAY = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "BISECT_LOG": "a bisection",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
}
# How many paths a message lists.
_SHOWN = 3


@dataclass(frozen=True)
class WorkTree:
    """A rendered repository under git. It may be a folder of a larger git repository."""

    # The folder that was rendered.
    root: Path
    # Git at the top of the work tree.
    git: Git
    # The top of the work tree.
    top: Path
    # The path from the top to the rendered folder, with a slash at its end. Empty if both are the
    # same folder.
    prefix: str
    git_folder: Path
    head: str
    # None if HEAD is detached.
    branch: str | None


def open_work_tree(root: Path) -> WorkTree:
    """Find the repository that ``root`` is in.

    Raises:
        BadInputError: it is in no git repository, or in one without a commit.
    """
    if not root.is_dir():
        raise BadInputError(f"There is no folder {root}: give the folder of a rendered repository.")
    here = Git(root)
    asked = here.try_run("rev-parse", "--show-toplevel")
    if asked.exit_code:
        raise BadInputError(
            f"{root} is not in a git repository that git can use ({asked.error_summary}), so"
            " changes could not be undone: run `git init`, and commit everything first."
        )
    top = asked.path
    # A second command: both paths may contain line breaks, so one output could not be split.
    git_folder = here.require(here.try_run("rev-parse", "--absolute-git-dir"), "rev-parse").path
    if not root.resolve().is_relative_to(top.resolve()):
        raise BadInputError(
            f"git takes {top} for the work tree of {root}, but {root} is not inside it: remove"
            f" core.worktree from {git_folder}/config."
        )
    head = here.try_run("rev-parse", "--verify", "--quiet", "HEAD")
    if head.exit_code:
        raise BadInputError(f"{root} has no commit yet: commit everything first.")
    git = without_local_filters(Git(top))
    relative = Path(os.path.relpath(root.resolve(), top.resolve()))
    return WorkTree(
        root=root,
        git=git,
        top=top,
        prefix="" if relative == Path() else f"{relative.as_posix()}/",
        git_folder=git_folder,
        head=head.text,
        branch=current_branch(git),
    )


def current_branch(git: Git) -> str | None:
    """Return the branch that HEAD names, or None if HEAD is detached."""
    branch = git.try_run("symbolic-ref", "--quiet", "--short", "HEAD")
    return branch.text if branch.exit_code == 0 else None


def require_untouched(work: WorkTree) -> None:
    """Refuse a work tree with changes that are in no commit, or with an unfinished operation.

    Raises:
        BadInputError: there are changes, hidden changes, or an operation under way.
    """
    for name, operation in _UNDER_WAY.items():
        if (work.git_folder / name).exists():
            raise BadInputError(
                f"{work.root} has {operation} under way: finish or abort it, then try again."
            )
    if (work.git_folder / "index.lock").exists():
        raise BadInputError(
            f"{work.git_folder / 'index.lock'} exists, so another git is running: wait until it"
            " ends, or remove the file if no git is running."
        )
    require_clean(work, work.git)


def require_clean(work: WorkTree, git: Git) -> None:
    """Refuse changes that are in no commit. ``git`` may use its own copy of the index.

    Raises:
        BadInputError: there are changes, or changes that git is told to overlook.
    """
    git = git.with_variables(GIT_OPTIONAL_LOCKS="0")
    # goldenpath changes nothing inside a submodule, so git need not look there.
    dirty = git.lines(
        "status",
        "--porcelain",
        "-z",
        "--untracked-files=all",
        "--no-renames",
        "--ignore-submodules=dirty",
    )
    if dirty:
        shown = _first_names(line[3:] for line in dirty)
        raise BadInputError(
            f"{work.root} has changes that are in no commit ({shown}): commit or stash them, so"
            " that nothing can be lost."
        )
    hidden = [path for path in overlooked(git) if os.path.lexists(work.top / path)]
    if hidden:
        raise BadInputError(
            f"{work.root} has files whose changes git is told to overlook ({_first_names(hidden)}):"
            " undo that with `git update-index --no-assume-unchanged --no-skip-worktree FILE`."
        )


def overlooked(git: Git) -> list[str]:
    """Return the files that git does not look at, such as files outside a sparse checkout."""
    listed = git.lines("ls-files", "-v", "-z")
    # git prints a letter before each path. A small letter means assume-unchanged, and S means
    # skip-worktree. In both cases git does not look at the file in the work tree.
    return [line[2:] for line in listed if line[0].islower() or line[0] == "S"]


def _first_names(names: Iterable[str]) -> str:
    found = list(names)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more
