"""Whether uv.lock is what pyproject.toml asks for."""

from pathlib import Path

from goldenpath.model.drift import FileFinding, FileState, Side
from goldenpath.model.ownership import Owner
from goldenpath.operations.child_process import run_child

_LOCK = "uv.lock"


def check_lock(root: Path, uv: Path) -> FileFinding | None:
    """Ask uv; None when the lock is right.

    A repository is hostile input: nothing is built, so that nothing of it runs.
    """
    if not (root / "pyproject.toml").is_file():
        return None
    if not (root / _LOCK).is_file():
        return _finding(FileState.DELETED, "is missing")
    done = run_child([uv, "lock", "--check", "--no-build", "--quiet"], root)
    if done.exit_code == 0:
        return None
    if "needs to be updated" not in done.errors:
        said = " ".join(done.errors.split()).removeprefix("error: ").rstrip(".")
        return _finding(FileState.UNCHECKED, f"could not be checked: {said}", "see to it, and run")
    return _finding(FileState.OUTDATED, "is not what pyproject.toml asks for")


def _finding(state: FileState, words: str, before: str = "run") -> FileFinding:
    return FileFinding(
        path=_LOCK,
        owner=Owner.GENERATED,
        state=state,
        side=Side.TEAM,
        message=f"{_LOCK} {words}; {before} `uv lock`.",
    )
