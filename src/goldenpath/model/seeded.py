"""Which version of the template each seeded file was last taken from: .goldenpath-seeded.yml."""

import json
import re
from collections.abc import Mapping

from goldenpath.model.base import DataModel
from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import SEEDED_FILE
from goldenpath.model.flat_yaml import NotFlatError, Scalar, read_flat
from goldenpath.model.git_hash import HASH_PATTERN
from goldenpath.model.improvement import Reason
from goldenpath.model.note import NoteKind

# Stands for every seeded file that is not named.
EVERY_FILE = "*"
_TAKEN = re.compile(rf"(?P<version>\S{{1,1000}}) (?P<commit>{HASH_PATTERN})")
# Each version has to be rendered. No team takes its files from so many.
_MOST_VERSIONS = 50
_HEADING = """\
# The version of the template that seeded files were last taken from. Written by
# `goldenpath update --seeded`, which begins there the next time.
"""


class SeededChange(DataModel):
    """What the template has changed in one seeded file since the repository last took it."""

    path: str
    kind: NoteKind
    # The old path of a renamed file.
    before: str | None = None
    # The version that the file was last taken from.
    since: str
    reasons: tuple[Reason, ...] = ()
    # Whether this update merges the change.
    is_taken: bool = False

    @property
    def is_important(self) -> bool:
        """Whether a team should look at it: it is about security or lost data."""
        return any(reason.is_important for reason in self.reasons)

    @property
    def why(self) -> str:
        """The reasons, as sentences; empty if there are none."""
        return " ".join(reason.text for reason in self.reasons)


class TakenVersion(DataModel):
    """A version of the template, by its name and its commit."""

    version: str
    commit: str

    @property
    def written(self) -> str:
        """The version as the file has it."""
        return f"{self.version} {self.commit}"


def read_seeded(content: bytes | None) -> Mapping[str, TakenVersion]:
    """Return the recorded versions by path; ``content`` is that of the file, None without one.

    Raises:
        BadInputError: the file does not have the form that goldenpath writes.
    """
    if content is None:
        return {}
    try:
        found = read_flat(content)
    except NotFlatError as error:
        raise BadInputError(f"{SEEDED_FILE} {error}: restore it from git, or delete it.") from error
    taken = {path: _taken(path, version) for path, version in found.items()}
    versions = {version.commit for version in taken.values()}
    if len(versions) > _MOST_VERSIONS:
        raise BadInputError(
            f"{SEEDED_FILE} has {len(versions)} versions of the template, and at most"
            f" {_MOST_VERSIONS} are rendered: restore it from git, or delete it."
        )
    return taken


def _taken(path: str, written: Scalar) -> TakenVersion:
    match = _TAKEN.fullmatch(str(written))
    if match is None:
        raise BadInputError(
            f"{SEEDED_FILE} has {str(written)[:100]!r} as the version of {path}, which is not a"
            " version and its commit: restore the file from git, or delete it."
        )
    return TakenVersion(version=match["version"], commit=match["commit"])


def write_seeded(versions: Mapping[str, TakenVersion]) -> bytes:
    """Return the content of the file, as ``read_seeded`` reads it."""
    lines = [f"{json.dumps(path)}: {versions[path].written}\n" for path in sorted(versions)]
    return f"{_HEADING}{''.join(lines)}".encode()
