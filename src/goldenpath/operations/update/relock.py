"""Locking again for an update: in a copy of the tree, so that a failure changes nothing."""

import tempfile
from pathlib import Path

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.child_process import run_child
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import edit_tree, read_tree, scratch_index, write_entries
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.merge.keys import parse, value_at
from goldenpath.operations.render.engine import FileKind, RenderedFile
from goldenpath.operations.render.repository import find_uv

_LOCK = "uv.lock"
_PROJECT = "pyproject.toml"


def relock(work: WorkTree, old: str, new: str) -> str | None:
    """The tree ``new`` with its uv.lock made again; None when nothing asks for it.

    Raises:
        EnvironmentProblemError: uv cannot lock.
    """
    git = work.git
    before, after = read_tree(git, old), read_tree(git, new)
    if _LOCK not in after or before.get(_PROJECT) == after.get(_PROJECT):
        return None
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as folder:
        _check_out(git, new, Path(folder))
        done = run_child([find_uv(), "lock", "--quiet", *_without_building(folder)], Path(folder))
        if done.exit_code:
            said = " ".join((done.errors or done.output).split()).removeprefix("error: ")
            raise EnvironmentProblemError(
                f"uv cannot lock what the update leads to: {said.rstrip('.')}. Nothing was changed;"
                " mend it and try again, or pass --no-lock and lock by yourself."
            )
        content = (Path(folder) / _LOCK).read_bytes()
    entries = write_entries(git, {_LOCK: RenderedFile(content, FileKind.PLAIN)})
    return edit_tree(git, new, dict(entries))


def _without_building(folder: str) -> list[str]:
    """Options that keep uv from running the repository's own build, which is hostile input."""
    document = parse((Path(folder) / _PROJECT).read_bytes())
    name = value_at(document or {}, ("project", "name"))
    return [f"--no-build-package={name}"] if isinstance(name, str) else ["--no-build"]


def _check_out(git: Git, tree: str, folder: Path) -> None:
    with scratch_index(git) as index:
        index.run("read-tree", tree)
        work_tree = index.with_variables(
            GIT_WORK_TREE=str(folder), GIT_DIR=index.run("rev-parse", "--absolute-git-dir")
        )
        work_tree.run("checkout-index", "--all", "--quiet")
