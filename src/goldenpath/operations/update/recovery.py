"""goldenpath recover: undo or finish an update that was killed."""

import shlex
from pathlib import Path

from goldenpath.model.update import Recovery
from goldenpath.operations.git.index_lock import has_stale_lock, remove_stale_lock
from goldenpath.operations.git.work_tree import WorkTree, open_work_tree
from goldenpath.operations.journal.journal import Journal, read_journal, remove_journal
from goldenpath.operations.journal.lock import locked
from goldenpath.operations.process.uninterrupted import uninterrupted
from goldenpath.operations.update.last_step import forget_next
from goldenpath.operations.update.undo_last_step import undo

# Seconds to wait for the lock, because a git that outlives its update first finishes its work.
_PATIENCE = 10.0
_NOTHING_LEFT = (
    "Nothing to recover: the update has finished, or was killed before it changed anything."
)


def recover(root: Path) -> Recovery:
    """Undo an update that was killed halfway, or clean up after one that is complete.

    Raises:
        BadInputError: an update is still running.
        EnvironmentProblemError: git fails, or a file cannot be written.
    """
    work = open_work_tree(root)
    if read_journal(work.git_folder) is None and not has_stale_lock(work.git_folder):
        return Recovery(message="Nothing to recover: no update was interrupted.")
    with locked(work.git_folder, patience=_PATIENCE):
        remove_stale_lock(work.git_folder)
        # The update may have ended while this command waited for the lock.
        journal = read_journal(work.git_folder)
        if journal is None:
            return Recovery(message=_NOTHING_LEFT)
        with uninterrupted("the recovery is complete"):
            _remove_stale_locks(work, journal)
            work = open_work_tree(root)
            kept = undo(work, journal)
            remove_journal(work.git_folder)
            forget_next(work.git)
    return Recovery(message=_message(work, journal), kept=kept)


def _message(work: WorkTree, journal: Journal) -> str:
    if work.head == journal.after:
        return "The update was complete." + _way_back(work, journal.kept_at)
    if work.head == journal.before:
        return "The repository is as it was before the update; run `goldenpath update` again."
    return (
        f"There is a newer commit ({work.head[:12]}) since the update was interrupted: the files"
        " that the update wrote are put back to that commit."
    )


def _way_back(work: WorkTree, reference: str | None) -> str:
    if reference is None or work.git.try_run("rev-parse", "--verify", reference).exit_code:
        return ""
    git = ("git", "-C", str(work.root))
    show = shlex.join((*git, "diff", "HEAD", reference))
    restore = shlex.join((*git, "restore", f"--source={reference}"))
    return (
        f" It replaced files of yours with the template's version. `{show}` shows yours, and"
        f" `{restore} -- FILE` restores one."
    )


def _remove_stale_locks(work: WorkTree, journal: Journal) -> None:
    """Remove the locks of a killed git. This process has the update's lock, so that git is dead."""
    common = Path(work.git.run("rev-parse", "--path-format=absolute", "--git-common-dir"))
    locks = [work.git_folder / "HEAD.lock"]
    if journal.branch:
        locks.append(common / "refs" / "heads" / f"{journal.branch}.lock")
    for lock in locks:
        lock.unlink(missing_ok=True)
