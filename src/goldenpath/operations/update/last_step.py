"""The last step of an update: move the work tree, the branch and the index to a commit.

goldenpath holds git's own lock during the step, so that nobody can stage or commit meanwhile. The
journal records the step, so that a killed step can be undone. Every condition is checked again
under the lock.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError, GoldenpathError
from goldenpath.operations.git.index_lock import forget_dead_git, own_index, take_over
from goldenpath.operations.git.local_filters import require_own_filters
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, read_tree
from goldenpath.operations.git.work_tree import (
    WorkTree,
    current_branch,
    open_work_tree,
    require_clean,
)
from goldenpath.operations.journal.journal import Journal, remove_journal, write_journal
from goldenpath.operations.journal.lock import own_folder
from goldenpath.operations.process.uninterrupted import uninterrupted
from goldenpath.operations.update.request import WayBack
from goldenpath.operations.update.undo_last_step import undo_files

_REFLOG = "goldenpath update"
# A reference to the commit that the step leads to. Each linked work tree has its own.
_NEXT = "refs/worktree/goldenpath/update"
_NOTHING = "Nothing was changed."


def fast_forward(work: WorkTree, commit: str, lock: int, way_back: WayBack | None = None) -> None:
    """Move the work tree, the index and the current branch to ``commit``.

    The reference of ``way_back`` is there before anything is replaced, whatever happens then.
    ``lock`` is the descriptor of the update's lock. git inherits it, and holds it until it ends.

    Raises:
        BadInputError: the repository is not as it was when the update was worked out.
        EnvironmentProblemError: a file cannot be written.
        InterruptedByUserError: somebody interrupted, and the step is complete.
    """
    before, after = read_tree(work.git, work.head), read_tree(work.git, commit)
    changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    require_own_filters(work.git, changed)
    scratch = own_folder(work.git_folder) / "index"
    kept_at = way_back.reference if way_back else None
    journal = Journal(before=work.head, after=commit, branch=work.branch, kept_at=kept_at)
    done = f"the update is complete, with the commit {commit[:12]}"
    if way_back:
        done += f", and `{way_back.command}` restores what it replaced"
    with uninterrupted(done):
        with own_index(work.git, work.git_folder, scratch) as git:
            _require_unchanged(work, git)
            _require_free(work.top, before, after)
            _require_empty_submodules(work.top, before, after)
            # Without a reference, git may delete the commit before it is needed to undo the step.
            git.run("update-ref", _NEXT, commit)
            if way_back:
                keep(work, way_back)
            write_journal(work.git_folder, journal)
            if failure := _advance(work, git, commit, lock):
                raise _undone(work.root, git, journal, failure)
            take_over(work.git_folder, scratch)
        remove_journal(work.git_folder)
        forget_next(work.git)


def keep(work: WorkTree, way_back: WayBack) -> None:
    """Create the reference to the commit before the update, which has what is replaced.

    Raises:
        EnvironmentProblemError: git refuses.
    """
    work.git.run("update-ref", way_back.reference, work.head)


def forget_next(git: Git) -> None:
    """Delete the reference to the step's commit, because the step is done or undone."""
    git.try_run("update-ref", "-d", _NEXT)


def _require_empty_submodules(
    top: Path, before: Mapping[str, Entry], after: Mapping[str, Entry]
) -> None:
    """Refuse to replace a submodule with files: no commit of this repository has its work."""
    for path, entry in before.items():
        if entry.is_submodule and after.get(path) != entry:
            folder = top / path
            if folder.is_dir() and any(folder.iterdir()):
                raise BadInputError(
                    f"{path} is a submodule with files in it, and the update puts something else"
                    f" there: move the submodule with `git mv`, and commit. {_NOTHING}"
                )


def _require_unchanged(work: WorkTree, git: Git) -> None:
    """Refuse if somebody committed, switched branches or edited since the update was planned."""
    head = work.git.run("rev-parse", "HEAD")
    if head != work.head or current_branch(work.git) != work.branch:
        raise BadInputError(
            f"{work.root} has moved to the commit {head[:12]} or to another branch since the update"
            f" began. {_NOTHING} Run the update again."
        )
    # A file with only a new time is not changed, but git would refuse to overwrite it.
    git.try_run("update-index", "-q", "--refresh")
    require_clean(work, git)


def _require_free(top: Path, before: Mapping[str, Entry], after: Mapping[str, Entry]) -> None:
    """Refuse if something that is in no commit stands where a new file must be.

    ``git status`` does not show ignored files, and git overwrites them without a warning.
    """
    for path in after.keys() - before.keys():
        found = _in_the_way(top, path, before)
        if found:
            raise BadInputError(
                f"{found} is in no commit, and the update adds a file {path}: move {found} away."
                f" {_NOTHING}"
            )


def _in_the_way(top: Path, path: str, before: Mapping[str, Entry]) -> str | None:
    """Return what stands in the place of ``path`` and is not tracked, or None."""
    target = top / path
    if target.is_dir() and not target.is_symlink():
        inside = (found for found in target.rglob("*") if found.is_symlink() or not found.is_dir())
        names = (found.relative_to(top).as_posix() for found in inside)
        return next((name for name in names if name not in before), None)
    for folder in Path(path).parents:
        name = folder.as_posix()
        above = top / folder
        if name not in before and (above.is_symlink() or (above.exists() and not above.is_dir())):
            return name
    if not os.path.lexists(target) or _is_other_case(top, path, before):
        return None
    return path


def _is_other_case(top: Path, path: str, before: Mapping[str, Entry]) -> bool:
    """Return whether the file at ``path`` is tracked under a name that differs only in case.

    This is possible on a file system that ignores case.
    """
    same_letters = (top / other for other in before if other.casefold() == path.casefold())
    return any(other.exists() and other.samefile(top / path) for other in same_letters)


def _advance(work: WorkTree, git: Git, commit: str, lock: int) -> str | None:
    """Write the work tree, then move the branch. Return what went wrong, or None."""
    written = git.try_run("read-tree", "-m", "-u", work.head, commit, keep_open=(lock,))
    if written.exit_code:
        return written.error_summary
    staged, wanted = (
        git.try_run("write-tree"),
        git.try_run("rev-parse", f"{commit}^{{tree}}"),
    )
    if staged.exit_code or wanted.exit_code or staged.text != wanted.text:
        return "the index differs from the commit of the update"
    # The branch itself is moved: HEAD may name another branch by now.
    reference = f"refs/heads/{work.branch}" if work.branch else "HEAD"
    move = ("update-ref", "--no-deref", "-m", _REFLOG, reference)
    moved = git.try_run(*move, commit, work.head)
    if moved.exit_code:
        return moved.error_summary
    if git.try_run("rev-parse", "HEAD").text != commit or current_branch(git) != work.branch:
        git.try_run(*move, work.head, commit)
        return "another branch was checked out meanwhile"
    return None


def _undone(root: Path, git: Git, journal: Journal, failure: str) -> EnvironmentProblemError:
    """Put the work tree back after a failure, and return the error to raise."""
    try:
        work = open_work_tree(root)
        forget_dead_git(Path(git.variables["GIT_INDEX_FILE"]))
        undo_files(work, git, journal)
        remove_journal(work.git_folder)
        forget_next(git)
    except (GoldenpathError, OSError):
        return EnvironmentProblemError(
            f"The update stopped in the middle: {failure}. Run `goldenpath recover {root}`, which"
            " puts the repository back."
        )
    return EnvironmentProblemError(f"git could not write the files: {failure}. {_NOTHING}")
