"""Compare the recorded version of a repository with the releases of its template.

This module does not import Pydantic or Rich, so that it is fast enough for a shell prompt or a
hook.
"""

from pathlib import Path
from typing import NamedTuple

from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.flat_yaml import MOST_BYTES, read_flat
from goldenpath.model.git_hash import HASH
from goldenpath.operations.files.regular_file import read_regular
from goldenpath.operations.template_store.locations import require_reachable
from goldenpath.operations.template_store.versions import find_releases


class VersionRow(NamedTuple):
    """Whether one repository's version is behind, and a sentence that says so."""

    is_behind: bool
    sentence: str


def check_version(root: Path) -> VersionRow:
    """Compare the version that a repository records with the releases of its template.

    Raises:
        BadInputError: the repository has no answers file, or its answers are not valid.
        EnvironmentProblemError: a local template is not there.
    """
    location, version, commit = _recorded(root)
    releases = find_releases(require_reachable(location))
    if releases.not_reached:
        unseen = f"{version}; goldenpath could not look for newer releases: {releases.not_reached}"
        return VersionRow(False, f"{root}: {unseen}")
    tagged = releases.tagged(version)
    if tagged and commit and tagged.commit != commit:
        return VersionRow(True, f"{root}: the tag {version} was moved to {tagged.commit[:12]}")
    if newer := releases.newer_than(version):
        return VersionRow(True, f"{root}: {version} is behind {', '.join(newer)}")
    return VersionRow(False, f"{root}: {version} is current")


def _recorded(root: Path) -> tuple[str, str, str | None]:
    path = root / ANSWERS_FILE
    try:
        recorded = read_flat(read_regular(path, MOST_BYTES).content)
    except FileNotFoundError as error:
        raise BadInputError(
            f"{path} cannot be read: give the folder of a rendered repository."
        ) from error
    except (OSError, ValueError) as error:
        raise BadInputError(f"{path} {_why(error)}: restore it from git.") from error
    location, version = recorded.get("_src_path"), recorded.get("_commit")
    if not isinstance(location, str) or version is None:
        raise BadInputError(
            f"{path} does not record a template and its version: restore it from git."
        )
    commit = str(recorded.get("_commit_hash"))
    return location, str(version), commit if HASH.fullmatch(commit) else None


def _why(error: OSError | ValueError) -> str:
    """Return why a file could not be read, as a clause that begins with a verb."""
    is_reading = isinstance(error, OSError) and error.strerror
    return f"cannot be read ({error.strerror})" if is_reading else str(error)
