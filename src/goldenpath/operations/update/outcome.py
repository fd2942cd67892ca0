"""What becomes of the paths that git alone does not merge."""

import datetime
from dataclasses import dataclass, field

from goldenpath.model.update import Conflict
from goldenpath.model.waivers import Waiver
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, read_blob
from goldenpath.operations.update.file_merge import FileConflict

# Days. Long enough for an agreement with the platform team, short enough not to be forgotten.
_WAIVED_FOR = 90

type Changes = dict[str, Entry | None]


@dataclass
class Outcome:
    """Changes, conflicts and notes, collected while the update is worked out."""

    changes: Changes = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    marked: dict[str, Entry] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    # Seeded files that stay as they are, although they were asked for.
    refused: set[str] = field(default_factory=set)


def conflict_of(git: Git, conflict: FileConflict, *, is_seeded: bool = False) -> Conflict:
    """Return a conflict with the texts of both sides."""
    team, template = (text_of(git, entry) for entry in (conflict.ours, conflict.theirs))
    return Conflict(path=conflict.path, team=team, template=template, is_seeded=is_seeded)


def text_of(git: Git, entry: Entry | None) -> str | None:
    """Return the text of a file; None if there is no file, or if it is not text."""
    if entry is None or entry.is_submodule:
        return None
    try:
        return read_blob(git, entry).content.decode()
    except (UnicodeDecodeError, ValueError):
        return None


def waiver_for(path: str, key: str | None) -> Waiver:
    """Return a waiver for what ``--managed team`` keeps."""
    return Waiver(
        path=path,
        key=key,
        reason="kept by `goldenpath update --managed team`",
        until=datetime.date.today() + datetime.timedelta(days=_WAIVED_FOR),
    )
