"""Putting a repository back after an update that was killed."""

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from goldenpath.model.errors import BadInputError
from goldenpath.model.update import Recovery
from goldenpath.operations.drift.project_files import WorkTreeFiles
from goldenpath.operations.git.trees import Entry, commit_tree, read_blob, read_tree, scratch_index
from goldenpath.operations.git.work_tree import WorkTree, open_work_tree
from goldenpath.operations.update.journal import (
    Journal,
    read_journal,
    recovery_lock,
    remove_journal,
)

_RESCUED = "refs/goldenpath/rescued"


def recover(root: Path) -> Recovery:
    """Undo the half of an update, or notice that it was whole.

    Raises:
        BadInputError: an update is still at work, or the history has moved on since.
    """
    work = open_work_tree(root)
    if read_journal(work.git_folder) is None:
        return Recovery(message="Nothing to recover: no update was interrupted.")
    with recovery_lock(work.git_folder):
        # It may have been the end of that update which was waited for.
        journal = read_journal(work.git_folder)
        if journal is None:
            return Recovery(message="Nothing to recover: the update has finished.")
        _remove_stale_locks(work, journal)
        work = open_work_tree(root)
        if work.head not in (journal.before, journal.after):
            raise BadInputError(
                f"{root} has moved on to {work.head[:12]} since the update was interrupted: compare"
                f" with `git diff {journal.before[:12]}`, and remove"
                f" {work.git_folder / 'goldenpath' / 'update.json'} when all is well."
            )
        rescued_at = _put_back(work, journal)
        remove_journal(work.git_folder)
    if work.head == journal.after:
        return Recovery(message="The update was complete.", rescued_at=rescued_at)
    return Recovery(
        message="The repository is as it was before the update; run `goldenpath update` again.",
        rescued_at=rescued_at,
    )


def _put_back(work: WorkTree, journal: Journal) -> str | None:
    """Make the work tree that of HEAD, and keep what is neither from before nor from the update."""
    git = work.git
    before, after = read_tree(git, journal.before), read_tree(git, journal.after)
    files = WorkTreeFiles(git.folder)
    # Without a refresh, a file that was only touched looks changed.
    git.attempt("update-index", "-q", "--refresh")
    changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    others = [
        path
        for path in git.lines("diff-files", "--name-only", "-z")
        if path not in changed and path in before
    ]
    foreign = [path for path in changed if not _is_explained(work, files, path, (before, after))]
    rescued_at = _rescue(work) if foreign or others else None
    is_undone = work.head == journal.before
    git.run("reset", "--hard", "--quiet", work.head)
    if is_undone:
        for path in changed:
            if path not in before and path not in foreign:
                _remove(work.git.folder, path)
    return rescued_at


def _is_explained(
    work: WorkTree,
    files: WorkTreeFiles,
    path: str,
    versions: tuple[Mapping[str, Entry], Mapping[str, Entry]],
) -> bool:
    """Whether a file is as it was, or as the update makes it, or the beginning of that."""
    found = files.read(path)
    if found is None:
        return True
    for version in versions:
        entry = version.get(path)
        if entry and entry.kind != "160000":
            content = read_blob(work.git, entry).content
            if content.startswith(found.content) or _unix(found.content) == content:
                return True
    return False


def _unix(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def _rescue(work: WorkTree) -> str:
    """Commit the whole work tree to a reference, without touching the index."""
    git = work.git
    with scratch_index(git) as index:
        index.run("read-tree", work.head)
        index.run("add", "--all")
        tree = index.run("write-tree")
    commit = commit_tree(git, tree, "Edits made after an interrupted update\n", work.head)
    name = f"{_RESCUED}/{time.strftime('%Y%m%d-%H%M%S')}"
    git.run("update-ref", name, commit)
    return name


def _remove(top: Path, path: str) -> None:
    target = top / path
    with suppress(FileNotFoundError, NotADirectoryError):
        target.unlink()
    # The folders that the update made are empty now.
    with suppress(OSError):
        os.removedirs(target.parent)


def _remove_stale_locks(work: WorkTree, journal: Journal) -> None:
    """Remove the locks of the git that was killed: it held ours, and so is gone."""
    common = Path(work.git.run("rev-parse", "--path-format=absolute", "--git-common-dir"))
    locks = [work.git_folder / name for name in ("index.lock", "HEAD.lock", "ORIG_HEAD.lock")]
    if journal.branch:
        locks.append(common / "refs" / "heads" / f"{journal.branch}.lock")
    for lock in locks:
        lock.unlink(missing_ok=True)
