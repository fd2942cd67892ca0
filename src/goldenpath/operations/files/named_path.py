"""Paths as a person gives them: a repository, and a file in it."""

import os
from pathlib import Path

from goldenpath.model.errors import BadInputError


def expanded(given: Path) -> Path:
    """A path with the home folder in the place of its ~.

    Raises:
        BadInputError: nobody has that home.
    """
    try:
        return given.expanduser()
    except RuntimeError as error:
        raise BadInputError(
            f"{_shown(given)} names no user of this machine after the ~: write the path in full."
        ) from error


def repository_folder(given: Path) -> Path:
    """The absolute path of a repository.

    Raises:
        BadInputError: it is no folder.
    """
    try:
        root = expanded(given).absolute()
        # What lies below a folder without this cannot be seen.
        is_folder = root.is_dir()
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or error
        raise BadInputError(
            f"{_shown(given)} cannot be read ({why}): give the folder of a repository."
        ) from error
    if not is_folder:
        raise BadInputError(f"{_shown(root)} is no folder: give the folder of a repository.")
    return root


def path_below(root: Path, given: str) -> str:
    """The path of a file relative to the repository in ``root``, with slashes.

    Raises:
        BadInputError: it is empty, is no text, or leads out of the repository.
    """
    if not given.isprintable() or not given.strip():
        # Surrogates stand for bytes that are no UTF-8, and no text can hold them.
        raise BadInputError(f"{given!r} is no path: give the path of a file in the repository.")
    path = Path(os.path.normpath(root / given))
    for folder in (root, root.resolve()):
        if path.is_relative_to(os.path.normpath(folder)):
            relative = path.relative_to(os.path.normpath(folder)).as_posix()
            break
    else:
        raise BadInputError(f"'{given}' is outside the repository: give a path below its root.")
    if relative == ".":
        raise BadInputError(f"'{given}' is the repository itself: give the path of a file in it.")
    return relative


def _shown(path: Path) -> str:
    return str(path).encode("utf-8", "backslashreplace").decode()
