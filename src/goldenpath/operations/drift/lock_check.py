"""Check whether uv.lock matches pyproject.toml."""

from pathlib import Path

from goldenpath.model.drift import FileFinding, FileState, Side
from goldenpath.model.file_names import LOCK_FILE, PROJECT_FILE
from goldenpath.model.ownership import Owner
from goldenpath.operations.locking.inputs import collect_inputs
from goldenpath.operations.locking.settings import NotStaticError
from goldenpath.operations.locking.sources import LockFolder
from goldenpath.operations.locking.uv import run_lock


def check_lock(root: Path) -> FileFinding | None:
    """Ask uv whether the lock matches; None if it does.

    A repository is hostile input: nothing is built, so that none of its code runs.

    Raises:
        GoldenpathError: there is no uv, or a file cannot be read.
    """
    files = LockFolder(root)
    if files.read(PROJECT_FILE) is None:
        return None
    if files.read(LOCK_FILE) is None:
        return _finding(FileState.DELETED, "is missing")
    try:
        done = run_lock(collect_inputs(files), "--check")
    except NotStaticError as problem:
        return _unchecked(str(problem))
    if done.is_done:
        return None
    if "needs to be updated" in done.errors:
        return _finding(FileState.OUTDATED, "does not match pyproject.toml")
    needed = f"{done.needs_build} would have to be built" if done.needs_build else done.reason
    return _unchecked(needed)


def _unchecked(why: str) -> FileFinding:
    return _finding(FileState.UNCHECKED, f"could not be checked: {why}", "correct this, and run")


def _finding(state: FileState, words: str, before: str = "run") -> FileFinding:
    return FileFinding(
        path=LOCK_FILE,
        owner=Owner.GENERATED,
        state=state,
        side=Side.TEAM,
        message=f"{LOCK_FILE} {words}; {before} `uv lock`.",
    )
