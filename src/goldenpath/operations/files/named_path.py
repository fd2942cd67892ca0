"""Check the paths that a person gives: of a repository, and of a file in it."""

import os
from pathlib import Path

from goldenpath.model.errors import BadInputError


def expanded(given: Path) -> Path:
    """Return a path in which ~ is replaced with the home folder.

    Raises:
        BadInputError: the home folder is not known.
    """
    try:
        return given.expanduser()
    except RuntimeError as error:
        raise BadInputError(
            f"The home folder in {_shown(given)} is not known: write the path in full, without ~."
        ) from error


def repository_folder(given: Path) -> Path:
    """Return the absolute path of a repository.

    Raises:
        BadInputError: it is not a folder.
    """
    try:
        root = expanded(given).absolute()
        # This fails if a folder above it may not be searched.
        is_folder = root.is_dir()
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or error
        raise BadInputError(
            f"{_shown(given)} cannot be read ({why}): give the folder of a repository."
        ) from error
    if not is_folder and root.exists():
        raise BadInputError(
            f"{_shown(root)} is a file, and this command takes the folder of a repository:"
            " `goldenpath diff FILE` and `goldenpath restore FILE` take a file."
        )
    if not is_folder:
        raise BadInputError(f"There is no folder {_shown(root)}: give the folder of a repository.")
    return root


def chosen_folder(path: Path | None, repository: Path | None) -> Path:
    """Return the absolute path of the repository that an argument or --repository names.

    Raises:
        BadInputError: both are given, or it is not a folder.
    """
    if path is not None and repository is not None:
        raise BadInputError(
            f"{_shown(path)} and --repository {_shown(repository)} both name a repository: leave"
            " one of them out."
        )
    return repository_folder(path or repository or Path())


def path_below(root: Path, given: str) -> str:
    """Return the path of a file relative to the repository in ``root``, with slashes.

    Raises:
        BadInputError: it is empty, is not text, or leads out of the repository.
    """
    if not given.isprintable() or not given.strip():
        # Surrogates are not printable either. They stand for bytes that are not UTF-8 text.
        raise BadInputError(f"{given!r} is not a path: give the path of a file in the repository.")
    path = Path(os.path.normpath(root / given))
    for folder in (root, root.resolve()):
        if path.is_relative_to(os.path.normpath(folder)):
            relative = path.relative_to(os.path.normpath(folder)).as_posix()
            break
    else:
        raise BadInputError(
            f"'{given}' is outside the repository: give a path below its root, or name"
            " another repository with --repository."
        )
    if relative == ".":
        raise BadInputError(
            f"'{given}' is the repository itself: give the path of a file in it, or name the"
            " repository with --repository."
        )
    return relative


def _shown(path: Path) -> str:
    return str(path).encode("utf-8", "backslashreplace").decode()
