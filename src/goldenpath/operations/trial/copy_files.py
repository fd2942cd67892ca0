"""Copy the files of a repository that are in a commit or could be: not the ignored ones.

No link is followed, neither in the repository nor in the copy: each folder on the way to a file is
opened by itself, so that none of them can be a link.
"""

import errno
import os
import shutil
import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.operations.git.plumbing import Git

# Bytes. The files that a service is made of are much smaller.
_LARGEST = 100_000_000
# Without git, these are known to be ignored.
_NOT_COPIED = frozenset({".git", ".venv", "__pycache__", "node_modules", ".env"})
# A pipe that takes the place of a file is not waited for.
_TO_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
# What the systems say of a folder that is a link, a file, or not there.
_NO_FOLDER = frozenset({errno.ELOOP, errno.ENOTDIR, errno.ENOENT})
_TO_ENTER = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC


def copy_files(root: Path, into: Path) -> int:
    """Copy files and links into a new folder, and return how many.

    Raises:
        BadInputError: a file is too large.
        EnvironmentProblemError: git cannot list the files.
        OSError: a file cannot be read.
    """
    into.mkdir(parents=True)
    links: dict[str, str] = {}
    copied = 0
    for path in _paths(root):
        with _folder_of(root, path) as folder:
            name = os.path.basename(path)
            kind = _kind(name, folder)
            if stat.S_ISREG(kind):
                _copy_file(name, folder, into / path)
                copied += 1
            elif stat.S_ISLNK(kind):
                links[path] = os.readlink(name, dir_fd=folder)
    # Links come last, so that nothing is written through one of them.
    for path, leads_to in links.items():
        target = into / path
        if not os.path.lexists(target) and _is_real_folder(into, target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(leads_to)
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


@contextmanager
def _folder_of(root: Path, path: str) -> Generator[int | None]:
    """Yield the open folder of a file; None if a part of the way to it is no folder any more."""
    opened = [os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
    found: int | None = opened[0]
    try:
        for part in path.split("/")[:-1]:
            opened.append(os.open(part, _TO_ENTER, dir_fd=opened[-1]))
            found = opened[-1]
    except OSError as error:
        if error.errno not in _NO_FOLDER:
            raise
        found = None
    try:
        yield found
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _kind(name: str, folder: int | None) -> int:
    if folder is None:
        return 0
    try:
        return os.lstat(name, dir_fd=folder).st_mode
    except FileNotFoundError:
        # The index names a file that was deleted.
        return 0


def _copy_file(name: str, folder: int | None, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source = os.open(name, _TO_READ, dir_fd=folder)
    with os.fdopen(source, "rb") as file, target.open("wb") as copy:
        size = os.fstat(file.fileno()).st_size
        if size > _LARGEST:
            # A file with holes may be much larger than the disk.
            raise BadInputError(
                f"{name} has {size} bytes, and a copy takes at most {_LARGEST} of one file: name it"
                " in .gitignore, or move it elsewhere."
            )
        shutil.copyfileobj(file, copy)
        executable = os.fstat(file.fileno()).st_mode & stat.S_IXUSR
    target.chmod(0o755 if executable else 0o644)


def _is_real_folder(top: Path, folder: Path) -> bool:
    above = [each for each in (folder, *folder.parents) if each.is_relative_to(top)]
    return not any(each.is_symlink() for each in above)
