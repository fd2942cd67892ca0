"""Find the repositories of a fleet, from folders and from lists of paths and URLs."""

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
# Characters. The system does not accept a longer path.
_LONGEST_LINE = 4096
# Characters that a message shows of a line that is too long.
_SHOWN = 60


def find_repositories(sources: Iterable[Path]) -> tuple[str, ...]:
    """Return every repository that the sources name, once each, as an absolute path or a URL.

    Raises:
        BadInputError: a source does not exist, cannot be read, or names nothing.
    """
    found: dict[str, None] = {}
    for source in sources:
        known = len(found)
        found |= dict.fromkeys(_repositories(expanded(source).absolute()))
        if len(found) == known:
            raise BadInputError(
                f"{source} does not name any repository: give a rendered repository, a folder of"
                " them, or a file with one path or URL on each line."
            )
    return tuple(found)


def is_name(name: str) -> bool:
    """Return whether a name can be that of a repository: an absolute path, or a URL."""
    is_path = name.startswith("/") and "\0" not in name
    return is_path or any(mark in name for mark in _URL_MARKS)


def _repositories(source: Path) -> Iterator[str]:
    if os.path.isdir(source):
        yield from _in_folder(source)
    elif os.path.isfile(source) or _is_pipe(source):
        yield from _in_list(source)
    elif os.path.exists(source):
        raise BadInputError(
            f"{source} is not a folder, file or pipe: --from needs a folder, or a list with one"
            " path or URL on each line."
        )
    else:
        raise BadInputError(f"{source} does not exist: --from needs a folder or a file.")


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
    """Return whether a folder is in git or was rendered; other folders are not in the fleet."""
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
            f"{path} has more than {_LARGEST_LIST} bytes, which is too large for a list of"
            " repositories: split it."
        )
    # Relative paths begin in the folder of the list. If a pipe brings the list, they begin in the
    # current folder.
    above = Path.cwd() if _is_pipe(path) else path.parent
    # Not `decode`: names of folders may contain bytes that are not UTF-8.
    for line in os.fsdecode(content.removeprefix(b"\xef\xbb\xbf")).split("\n"):
        name = line.strip(" \t\r")
        if name and not name.startswith("#"):
            yield _name(above, name)


def _name(folder: Path, written: str) -> str:
    """Return the repository that a line names.

    A line that cannot name one is returned as it is written, and shortened if necessary. It becomes
    a report of an error later.
    """
    if "\0" in written or len(written) > _LONGEST_LINE:
        return f"{written[:_SHOWN]}…"
    if any(mark in written for mark in _URL_MARKS):
        return written
    try:
        return str(folder / expanded(Path(written)))
    except BadInputError:
        # The line begins with `~` and a name, and this machine has no user with that name.
        return written
