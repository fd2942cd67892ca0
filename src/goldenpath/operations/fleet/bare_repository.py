"""Inspect a bare repository that anybody may have made, before git reads anything in it.

git would read its settings, follow its links into other folders, and wait for its pipes. So this
module finds the last commit without git, and first checks the files that git will open.
"""

import os
import re
import stat
from pathlib import Path

from goldenpath.model.errors import BadInputError
from goldenpath.model.git_hash import HASH
from goldenpath.operations.files.regular_file import read_regular

# Bytes of a reference, and of the list of packed references.
_LARGEST_REFERENCE = 10_000
_LARGEST_LIST = 20_000_000
_MOST_PACK_FILES = 20_000
# The most references that HEAD may lead through.
_MOST_STEPS = 5
_SYMBOLIC = "ref: "
_REFERENCE = re.compile(r"refs/[^\x00-\x20\x7f~^:?*\[\\]+")


def is_bare(folder: Path) -> bool:
    """Return whether the folder looks like a bare repository."""
    return os.path.lexists(folder / "HEAD") and os.path.isdir(folder / "objects")


def last_commit(folder: Path) -> str:
    """Return the hash of the commit that HEAD names, without running git.

    Raises:
        BadInputError: there is none, or a file on the way to it is not a regular file.
    """
    text = _read(folder, "HEAD")
    for _ in range(_MOST_STEPS):
        if HASH.fullmatch(text):
            return text
        name = text.removeprefix(_SYMBOLIC)
        if name == text or not _REFERENCE.fullmatch(name) or ".." in name:
            raise BadInputError(
                f"{folder} has {text[:100]!r} where a reference should be: clone it again."
            )
        text = _reference(folder, name)
    raise BadInputError(
        f"HEAD of {folder} leads through {_MOST_STEPS} references to no commit: clone it again."
    )


def require_own_objects(folder: Path) -> None:
    """Refuse a repository with objects elsewhere, or with files that git would wait for.

    Raises:
        BadInputError: the repository has such objects or files.
    """
    for name in ("", "objects", "objects/info", "objects/pack"):
        _require_folder(folder, name)
    for name in ("alternates", "http-alternates"):
        if os.path.lexists(folder / "objects/info" / name):
            raise BadInputError(
                f"{folder} borrows objects from another repository (objects/info/{name}): clone it"
                " with --no-shared."
            )
    try:
        with os.scandir(folder / "objects/pack") as entries:
            for number, entry in enumerate(entries):
                if number == _MOST_PACK_FILES:
                    raise BadInputError(
                        f"{folder} has more than {_MOST_PACK_FILES} files in objects/pack: run"
                        " `git gc` in it."
                    )
                if not entry.is_file(follow_symlinks=False):
                    raise BadInputError(
                        f"{entry.path} is not a regular file: clone the repository again."
                    )
    except FileNotFoundError:
        return


def require_plain_object(objects: Path, name: str) -> None:
    """Refuse an object that has its own file, if that is not a regular file in a folder.

    Raises:
        BadInputError: it is a link or a pipe.
    """
    for path, is_kind in ((name[:2], stat.S_ISDIR), (f"{name[:2]}/{name[2:]}", stat.S_ISREG)):
        try:
            found = os.lstat(objects / path)
        except OSError:
            return
        if not is_kind(found.st_mode):
            raise BadInputError(
                f"{objects / path} is not a regular file or folder: clone the repository again."
            )


def _reference(folder: Path, name: str) -> str:
    parts = name.split("/")
    for number in range(1, len(parts)):
        _require_folder(folder, "/".join(parts[:number]))
    try:
        return _read(folder, name)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        pass
    try:
        packed = read_regular(folder / "packed-refs", _LARGEST_LIST).content
    except FileNotFoundError:
        packed = b""
    except OSError as error:
        raise BadInputError(f"{folder}/packed-refs {error}.") from error
    found = re.search(rb"^([0-9a-f]{40,64}) %b$" % re.escape(os.fsencode(name)), packed, re.M)
    if found is None:
        raise BadInputError(f"{folder} has no commit: HEAD names {name}, which does not exist.")
    return found[1].decode()


def _read(folder: Path, name: str) -> str:
    try:
        content = read_regular(folder / name, _LARGEST_REFERENCE).content
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        if (folder / name).is_dir():
            raise IsADirectoryError from error
        raise BadInputError(f"{folder}/{name} {error}.") from error
    return os.fsdecode(content.rstrip(b"\n\r\t "))


def _require_folder(folder: Path, name: str) -> None:
    path = folder / name
    # The repository itself may be a link, since the user has named it.
    if name and os.path.lexists(path) and not stat.S_ISDIR(os.lstat(path).st_mode):
        raise BadInputError(f"{path} is not a folder: clone the repository again.")
