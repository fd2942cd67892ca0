"""Create a release: one commit and one annotated tag. If one fails, neither is created."""

import sys
import tempfile
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.file_names import LOCK_FILE, PROJECT_FILE
from goldenpath.model.release import CreatedRelease, ReleasePlan
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import (
    commit_tree,
    edit_tree,
    identity,
    read_blob,
    read_tree,
    write_entries,
)
from goldenpath.operations.git.work_tree import open_work_tree, require_untouched
from goldenpath.operations.locking.uv import find_uv
from goldenpath.operations.process.child_process import run_child
from goldenpath.operations.release.next_release import MAIN, REMOTE

_CHANGELOG = "CHANGELOG.md"


def make_release(template: Path, plan: ReleasePlan, annotation: str) -> CreatedRelease:
    """Write the version and the changelog, commit, and tag with ``annotation``.

    The files and the commit are first created in a scratch folder and in git's objects. Then the
    branch moves in one step.

    Raises:
        BadInputError: something has changed since the plan was made.
        EnvironmentProblemError: git or uv fails; the repository is then unchanged.
    """
    work = open_work_tree(template)
    require_untouched(work)
    if (work.head, work.branch) != (plan.gated, MAIN):
        raise BadInputError(
            f"{template} is no longer at {plan.gated[:12]}, the commit that passed the gate: run"
            " `goldenpath release check` again."
        )
    git = work.git
    files = write_entries(git, _files(git, work.head, plan))
    tree = edit_tree(git, f"{work.head}^{{tree}}", dict(files))
    commit = commit_tree(git, tree, f"chore(release): {plan.tag}\n", work.head)
    _publish(git, (work.head, commit), plan.tag, annotation)
    remote = REMOTE if REMOTE in git.run("remote").splitlines() else None
    return CreatedRelease(tag=plan.tag, commit=commit, branch=MAIN, remote=remote)


def _files(git: Git, head: str, plan: ReleasePlan) -> dict[str, RenderedFile]:
    """Return the files that the release commit changes, with their new content."""
    # Imported only here, because few commands need it.
    import keepachangelog

    tree = read_tree(git, head)
    names = [name for name in (_CHANGELOG, PROJECT_FILE, LOCK_FILE) if name in tree]
    if PROJECT_FILE not in names:
        raise BadInputError(f"There is no {PROJECT_FILE} to write the version {plan.version} into.")
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
        folder = Path(scratch)
        for name in names:
            (folder / name).write_bytes(read_blob(git, tree[name]).content)
        keepachangelog.release(str(folder / _CHANGELOG), new_version=plan.version)
        locking = "--no-sync" if LOCK_FILE in names else "--frozen"
        # With --python, uv uses this Python; otherwise it would download one, because the folder
        # has no environment.
        options = (locking, "--quiet", "--python", sys.executable)
        done = run_child([find_uv(), "version", plan.version, *options], folder)
        if done.exit_code:
            said = " ".join((done.errors or done.output).split()).removeprefix("error: ")
            raise EnvironmentProblemError(
                f"uv cannot write the version {plan.version}: {said.rstrip('.')}. Nothing was"
                " changed."
            )
        return {
            name: RenderedFile((folder / name).read_bytes(), FileKind(tree[name].kind))
            for name in names
        }


def _publish(git: Git, step: tuple[str, str], tag: str, annotation: str) -> None:
    """Tag the commit, then move the branch and the work tree to it; if that fails, undo both.

    The tag is created first. If the process is killed after it, the tag exists only here, and the
    next attempt says how to remove it.
    """
    head, commit = step
    try:
        options = ("--annotate", "--cleanup=whitespace", "--file=-")
        git.run(*identity(git), "tag", *options, tag, commit, stdin=annotation.encode())
        git.run("merge", "--ff-only", "--no-overwrite-ignore", "--quiet", "--no-autostash", commit)
    except BaseException:
        git.try_run("tag", "--delete", tag)
        if git.run("rev-parse", "HEAD") == commit:
            git.run("update-ref", f"refs/heads/{MAIN}", head, commit)
        # Reset the work tree too, because git writes it before it moves the branch.
        git.try_run("read-tree", "-m", "-u", commit, head)
        raise
