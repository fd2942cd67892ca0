"""Which repositories a fleet has: folders, folders of folders, and lists of both and of URLs."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from goldenpath.model.errors import BadInputError
from goldenpath.model.recorded_answers import ANSWERS_FILE

_URL_MARKS = ("://", "git@")


def find_repositories(sources: Iterable[Path]) -> tuple[str, ...]:
    """Every repository that the sources name, once: absolute paths and URLs.

    Raises:
        BadInputError: a source does not exist, or names nothing.
    """
    found: dict[str, None] = {}
    for source in sources:
        known = len(found)
        found |= dict.fromkeys(_repositories(source.expanduser().absolute()))
        if len(found) == known:
            raise BadInputError(
                f"{source} names no repository: give a rendered repository, a folder of them, or a"
                " file with one path or URL on each line."
            )
    return tuple(found)


def _repositories(source: Path) -> Iterator[str]:
    if source.is_dir():
        yield from _in_folder(source)
    elif source.is_file():
        yield from _in_list(source)
    else:
        raise BadInputError(f"{source} does not exist: --from wants a folder or a file.")


def _in_folder(folder: Path) -> Iterator[str]:
    if (folder / ANSWERS_FILE).exists() or _is_bare(folder):
        yield str(folder)
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir(follow_symlinks=False) and _is_repository(Path(entry.path)):
            yield entry.path


def _is_repository(folder: Path) -> bool:
    """Whether it is in git or was rendered: a folder of other things is no row."""
    return (folder / ".git").exists() or (folder / ANSWERS_FILE).exists() or _is_bare(folder)


def _is_bare(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir()


def _in_list(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path} cannot be read as a list of repositories: {error}.") from error
    for line in lines:
        name = line.strip()
        if not name or name.startswith("#"):
            continue
        if any(mark in name for mark in _URL_MARKS):
            yield name
        else:
            yield str(path.parent / Path(name).expanduser())
