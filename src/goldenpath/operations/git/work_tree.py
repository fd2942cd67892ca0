"""A repository with a work tree: where it is, and whether it may be changed."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.errors import BadInputError
from goldenpath.operations.git.plumbing import Git

_UNDER_WAY = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "BISECT_LOG": "a bisection",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
}
_SHOWN = 3


@dataclass(frozen=True)
class WorkTree:
    """A rendered repository in git, which may be a folder of a larger one."""

    # The folder that was rendered.
    root: Path
    # Git at the top of the work tree.
    git: Git
    # The rendered folder below the top, with a slash at its end; empty when it is the top.
    prefix: str
    git_folder: Path
    head: str
    # None when HEAD is detached.
    branch: str | None


def open_work_tree(root: Path) -> WorkTree:
    """Find the repository that ``root`` is in.

    Raises:
        BadInputError: it is in none, or has no commit yet.
    """
    if not root.is_dir():
        raise BadInputError(f"{root} is no folder: give the folder of a rendered repository.")
    here = Git(root)
    asked = here.attempt("rev-parse", "--show-toplevel", "--absolute-git-dir")
    if asked.exit_code:
        raise BadInputError(
            f"{root} is in no git repository, and an update must be able to be undone: run"
            " `git init`, and commit everything first."
        )
    top, git_folder = asked.text.split("\n")
    head = here.attempt("rev-parse", "--verify", "--quiet", "HEAD")
    if head.exit_code:
        raise BadInputError(f"{root} has no commit yet: commit everything first.")
    git = Git(Path(top))
    branch = git.attempt("symbolic-ref", "--quiet", "--short", "HEAD")
    relative = Path(os.path.relpath(root.resolve(), Path(top).resolve()))
    return WorkTree(
        root=root,
        git=git,
        prefix="" if relative == Path() else f"{relative.as_posix()}/",
        git_folder=Path(git_folder),
        head=head.text,
        branch=branch.text if branch.exit_code == 0 else None,
    )


def require_untouched(work: WorkTree) -> None:
    """Refuse a work tree with anything in it that is in no commit.

    Raises:
        BadInputError: there are changes, hidden changes, or an operation under way.
    """
    for name, what in _UNDER_WAY.items():
        if (work.git_folder / name).exists():
            raise BadInputError(
                f"{work.root} has {what} under way: finish or abort it, then update."
            )
    if (work.git_folder / "index.lock").exists():
        raise BadInputError(
            f"{work.git_folder / 'index.lock'} exists, so another git is at work: wait for it, or"
            " remove the file if there is none."
        )
    git = work.git.with_variables(GIT_OPTIONAL_LOCKS="0")
    dirty = git.lines("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames")
    if dirty:
        raise BadInputError(
            f"{work.root} has changes that are in no commit ({_some(line[3:] for line in dirty)}):"
            " commit or stash them, so that nothing can be lost."
        )
    # A capital letter is the normal state; h and S hide what the work tree has from git.
    listed = git.lines("ls-files", "-v", "-z")
    hidden = [line[2:] for line in listed if line[0].islower() or line[0] == "S"]
    if hidden:
        raise BadInputError(
            f"{work.root} has files whose changes git is told to overlook ({_some(hidden)}): undo"
            " it with `git update-index --no-assume-unchanged --no-skip-worktree FILE`."
        )


def _some(names: Iterable[str]) -> str:
    found = list(names)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more
