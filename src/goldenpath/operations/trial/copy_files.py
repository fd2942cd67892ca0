"""Copy the files of a repository that are in a commit or could be: not the ignored ones.

No link is followed, neither in the repository nor in the copy.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.git.plumbing import Git

# Without git, these are known to be ignored.
_NOT_COPIED = frozenset({".git", ".venv", "__pycache__", "node_modules", ".env"})
# A pipe that takes the place of a file is not waited for.
_TO_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def copy_files(root: Path, into: Path) -> int:
    """Copy files and links into a new folder, and return how many.

    Raises:
        EnvironmentProblemError: git cannot list the files.
        OSError: a file cannot be read.
    """
    into.mkdir(parents=True)
    links: list[str] = []
    copied = 0
    for path in _paths(root):
        kind = _kind(root / path)
        if stat.S_ISREG(kind):
            _copy_file(root / path, into / path)
            copied += 1
        elif stat.S_ISLNK(kind):
            links.append(path)
    # Links come last, so that nothing is written through one of them.
    for path in links:
        target = into / path
        if not os.path.lexists(target) and _is_real_folder(into, target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(os.readlink(root / path))
            copied += 1
    return copied


def _paths(root: Path) -> Iterator[str]:
    top = next((each for each in (root, *root.parents) if os.path.lexists(each / ".git")), None)
    if top is None:
        yield from _walk(root)
        return
    # Git's configuration may name another work tree, which is not the repository.
    git = Git(root).with_variables(
        GIT_DIR=str(top / ".git"), GIT_WORK_TREE=str(top), GIT_OPTIONAL_LOCKS="0"
    )
    asked = git.try_run("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if asked.exit_code:
        raise EnvironmentProblemError(
            f"git cannot list the files of {root}: {asked.error_summary}."
        )
    names = {os.fsdecode(name) for name in asked.output.split(b"\0")}
    yield from sorted(name for name in names if name and ".." not in name.split("/"))


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        linked = [name for name in folders if os.path.islink(f"{folder}/{name}")]
        folders[:] = [name for name in folders if name not in _NOT_COPIED and name not in linked]
        for name in (*names, *linked):
            if name not in _NOT_COPIED:
                yield os.path.relpath(f"{folder}/{name}", root)


def _kind(path: Path) -> int:
    try:
        return os.lstat(path).st_mode
    except OSError:
        # The index names a file that was deleted.
        return 0


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(source, _TO_READ), "rb") as file, target.open("wb") as copy:
        shutil.copyfileobj(file, copy)
        executable = os.fstat(file.fileno()).st_mode & stat.S_IXUSR
    target.chmod(0o755 if executable else 0o644)


def _is_real_folder(top: Path, folder: Path) -> bool:
    above = [each for each in (folder, *folder.parents) if each.is_relative_to(top)]
    return not any(each.is_symlink() for each in above)
