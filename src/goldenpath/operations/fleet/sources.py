"""Which repositories a fleet has: folders, folders of folders, and lists of both and of URLs."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.operations.files.named_path import expanded
from goldenpath.operations.fleet.bare_repository import is_bare

_URL_MARKS = ("://", "git@")
# Bytes.
_LARGEST_LIST = 20_000_000
# Characters, which is what the system takes as a path.
_LONGEST_LINE = 4096
_SHOWN = 60


def find_repositories(sources: Iterable[Path]) -> tuple[str, ...]:
    """Every repository that the sources name, once: absolute paths and URLs.

    Raises:
        BadInputError: a source does not exist, cannot be read, or names nothing.
    """
    found: dict[str, None] = {}
    for source in sources:
        known = len(found)
        found |= dict.fromkeys(_repositories(expanded(source).absolute()))
        if len(found) == known:
            raise BadInputError(
                f"{source} names no repository: give a rendered repository, a folder of them, or a"
                " file with one path or URL on each line."
            )
    return tuple(found)


def is_name(name: str) -> bool:
    """Whether a repository can have that name: an absolute path, or a URL."""
    is_path = name.startswith("/") and "\0" not in name
    return is_path or any(mark in name for mark in _URL_MARKS)


def _repositories(source: Path) -> Iterator[str]:
    if os.path.isdir(source):
        yield from _in_folder(source)
    elif os.path.isfile(source) or _is_pipe(source):
        yield from _in_list(source)
    elif os.path.exists(source):
        raise BadInputError(
            f"{source} is no folder, file or pipe: --from wants a folder, or a list with one path"
            " or URL on each line."
        )
    else:
        raise BadInputError(f"{source} does not exist: --from wants a folder or a file.")


def _is_pipe(path: Path) -> bool:
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _in_folder(folder: Path) -> Iterator[str]:
    if os.path.lexists(folder / ANSWERS_FILE) or is_bare(folder):
        yield str(folder)
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise BadInputError(f"{folder} cannot be read: {error.strerror}.") from error
    for entry in entries:
        if entry.is_dir(follow_symlinks=False) and _is_repository(Path(entry.path)):
            yield entry.path


def _is_repository(folder: Path) -> bool:
    """Whether it is in git or was rendered: a folder of other things is no row."""
    marks = (folder / ".git", folder / ANSWERS_FILE)
    return any(map(os.path.lexists, marks)) or is_bare(folder)


def _in_list(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_LIST + 1)
    except OSError as error:
        raise BadInputError(
            f"{path} cannot be read as a list of repositories: {error.strerror}."
        ) from error
    if len(content) > _LARGEST_LIST:
        raise BadInputError(
            f"{path} has more than {_LARGEST_LIST} bytes, which is no list of repositories."
        )
    # What begins in the folder of a list begins in the current one where a pipe brings it.
    above = Path.cwd() if _is_pipe(path) else path.parent
    # Names of folders need not be UTF-8.
    for line in os.fsdecode(content.removeprefix(b"\xef\xbb\xbf")).split("\n"):
        name = line.strip(" \t\r")
        if name and not name.startswith("#"):
            yield _name(above, name)


def _name(folder: Path, written: str) -> str:
    """What a line of a list names; as it is written, when it can be no repository's name."""
    if "\0" in written or len(written) > _LONGEST_LINE:
        return f"{written[:_SHOWN]}…"
    if any(mark in written for mark in _URL_MARKS):
        return written
    try:
        return str(folder / expanded(Path(written)))
    except BadInputError:
        # No user of this machine is called so.
        return written
