"""The journal of an update's last step: the commit before it, the commit after it, and the branch.

goldenpath writes the journal before it changes the work tree, and removes it after the step.
"""

import json
import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator

from goldenpath.model.base import DataModel
from goldenpath.model.errors import BadInputError
from goldenpath.model.git_hash import HASH_PATTERN
from goldenpath.operations.files.regular_file import read_regular
from goldenpath.operations.journal.lock import FOLDER_IN_GIT, REPLACED, at_work, is_held

_JOURNAL = "update.json"
# Bytes. The journal has only two hashes and two names.
_LARGEST = 10_000


type Hash = Annotated[str, Field(pattern=rf"^({HASH_PATTERN})$")]
# A reference to what an update replaces, below REPLACED.
type Kept = Annotated[str, Field(pattern=rf"^{REPLACED}/[^\x00-\x20]+$")]
# git refuses more names than this pattern. It refuses names that could lead out of the git folder.
type Branch = Annotated[str, Field(pattern=r"^[^/.\x00-\x20][^\x00-\x20]*$")]


class Journal(DataModel):
    """The last step of one update. Anybody may have written the file, so its values are checked."""

    before: Hash
    after: Hash
    branch: Branch | None
    # None if the update replaces nothing of the team's.
    kept_at: Kept | None = None

    @field_validator("branch")
    @classmethod
    def _stays_inside(cls, branch: str | None) -> str | None:
        if branch and ("//" in branch or "/." in branch or ".." in branch):
            raise ValueError("it is not a branch")
        return branch


def journal_path(git_folder: Path) -> Path:
    """Return the path of the journal, whether or not there is a journal now."""
    return git_folder / FOLDER_IN_GIT / _JOURNAL


def write_journal(git_folder: Path, journal: Journal) -> None:
    """Write the journal. Its content is on the disk before the file gets its name."""
    path = journal_path(git_folder)
    scratch = path.with_suffix(".new")
    scratch.unlink(missing_ok=True)
    with scratch.open("x", encoding="utf-8") as file:
        file.write(journal.model_dump_json())
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename in a folder last, even if the power fails."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_journal(git_folder: Path) -> Journal | None:
    """Return the journal of an interrupted update, or None if there is no journal.

    Raises:
        BadInputError: it is damaged.
    """
    path = journal_path(git_folder)
    try:
        return Journal.model_validate(json.loads(read_regular(path, _LARGEST).content))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, ValidationError) as error:
        raise BadInputError(
            f"The journal {path} cannot be read: look at `git diff HEAD`, and remove the journal"
            " when the work tree is as it should be."
        ) from error


def remove_journal(git_folder: Path) -> None:
    """Remove the journal, because the update is complete or undone."""
    journal_path(git_folder).unlink(missing_ok=True)


def require_no_interrupted_update(root: Path, *, holds_lock: bool = False) -> None:
    """Refuse to go on if an earlier update was interrupted.

    Raises:
        BadInputError: an update was interrupted.
    """
    folder = _git_folder_of(root)
    if folder and journal_path(folder).exists():
        # A living update has a journal too, in its last step.
        if not holds_lock and is_held(folder):
            raise at_work(folder)
        raise BadInputError(
            f"An update of {root} was interrupted: run `goldenpath recover {root}` first, which"
            " puts the repository back."
        )


def _git_folder_of(root: Path) -> Path | None:
    """Return the git folder of a work tree, without starting git."""
    for folder in (root, *root.parents):
        git = folder / ".git"
        if git.is_dir():
            return git
        if git.is_file():
            named = git.read_text(encoding="utf-8", errors="replace").removeprefix("gitdir:")
            return None if "\0" in named else (folder / named.strip()).resolve()
    return None
