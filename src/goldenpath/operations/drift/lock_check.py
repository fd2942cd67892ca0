"""Whether uv.lock is what pyproject.toml asks for."""

from pathlib import Path

from goldenpath.model.drift import FileFinding, FileState, Side
from goldenpath.model.ownership import Owner
from goldenpath.operations.child_process import run_child

_LOCK = "uv.lock"


def check_lock(root: Path, uv: Path) -> FileFinding | None:
    """Ask uv; None when the lock is right, or when uv could not tell without running code.

    A repository is hostile input: nothing is built, so that nothing of it runs.
    """
    if not (root / "pyproject.toml").is_file():
        return None
    if not (root / _LOCK).is_file():
        return _finding(FileState.DELETED, "is missing")
    done = run_child([uv, "lock", "--check", "--no-build", "--quiet"], root)
    if done.exit_code == 0 or "needs to be updated" not in done.errors:
        return None
    return _finding(FileState.OUTDATED, "is not what pyproject.toml asks for")


def _finding(state: FileState, words: str) -> FileFinding:
    return FileFinding(
        path=_LOCK,
        owner=Owner.GENERATED,
        state=state,
        side=Side.TEAM,
        message=f"{_LOCK} {words}; run `uv lock`.",
    )
