"""Ask git which files of a folder it tracks."""

import os
from pathlib import Path

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.git.plumbing import Git
from goldenpath.rules.evidence.git_files import TrackedFiles

# Seconds. git lists a hundred thousand files in a twentieth of a second.
_PATIENCE = 20.0


def tracked_files(root: Path) -> TrackedFiles:
    """Return the files below ``root`` that the index of its repository names.

    The work tree is always the folder that contains `.git`. Git's configuration may name another
    one, but then a repository could hide files that it tracks.
    """
    top = next((folder for folder in (root, *root.parents) if _has_git(folder)), None)
    if top is None:
        return TrackedFiles()
    git = Git(root).with_variables(
        GIT_DIR=str(top / ".git"), GIT_WORK_TREE=str(top), GIT_OPTIONAL_LOCKS="0"
    )
    try:
        asked = git.try_run("ls-files", "-z", timeout=_PATIENCE)
    except EnvironmentProblemError as error:
        return TrackedFiles(problem=str(error))
    if asked.exit_code:
        return TrackedFiles(problem=f"git says '{asked.error_summary}'")
    names = filter(None, asked.output.split(b"\0"))
    # A name that is not UTF-8 is escaped, since a report cannot contain its bytes.
    return TrackedFiles(frozenset(name.decode("utf-8", "backslashreplace") for name in names))


def _has_git(folder: Path) -> bool:
    return os.path.lexists(folder / ".git")
