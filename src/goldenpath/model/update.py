"""The report of an update: what it changed, or would change."""

from enum import StrEnum

from goldenpath.model.base import DataModel
from goldenpath.model.errors import ExitCode
from goldenpath.model.release_notes import RepositoryNotes
from goldenpath.model.seeded import SeededChange


class ManagedChoice(StrEnum):
    """Whose version of a managed file is kept where both sides changed the same lines."""

    TEMPLATE = "template"
    TEAM = "team"


class WayOut(StrEnum):
    """What a person can do about the conflicts of an update."""

    STOP = "stop"
    TEMPLATE = "template"
    TEAM = "team"
    MARKERS = "markers"


class ChangeKind(StrEnum):
    """What happens to a file."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class FileChange(DataModel):
    """One file that the update changes."""

    path: str
    kind: ChangeKind


class Conflict(DataModel):
    """A file or a key that the team and the template both changed, each in its own way."""

    path: str
    key: str | None = None
    # Both versions as text; None if the file does not exist, or is not text.
    team: str | None
    template: str | None
    # Whether it is a seeded file, for which `--managed team` records no waiver.
    is_seeded: bool = False

    @property
    def name(self) -> str:
        """The path, followed by the key if there is one."""
        return f"{self.path}: {self.key}" if self.key else self.path


class UpdateState(StrEnum):
    """How an update ended."""

    UP_TO_DATE = "up to date"
    UPDATED = "updated"
    WOULD_UPDATE = "would update"
    CONFLICTS = "conflicts"


class UpdateReport(DataModel):
    """The outcome of an update of one repository."""

    repository: str
    state: UpdateState
    old_version: str
    new_version: str
    changes: tuple[FileChange, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    # Managed files that the template changed, and that the team deleted or ignores in git. The
    # update does not write them.
    left_alone: tuple[str, ...] = ()
    # Conflicts in which `--managed template` took the template's version.
    replaced: tuple[str, ...] = ()
    # Conflicts in which `--managed team` kept the team's version, with a waiver.
    waived: tuple[str, ...] = ()
    # The git reference that holds the replaced content.
    kept_at: str | None = None
    # The command that restores the replaced content.
    bring_back: str | None = None
    # Sentences about new questions, with their answers, and about removed questions.
    notes: tuple[str, ...] = ()
    # What the template changes in this repository.
    release_notes: RepositoryNotes = RepositoryNotes()
    # What the template has changed in seeded files that the repository has not taken before. Empty
    # if nobody asked for seeded files, and no change of them is important.
    seeded: tuple[SeededChange, ...] = ()
    is_locked: bool = False
    # One sentence: why uv.lock was not updated, although pyproject.toml changed.
    lock_left: str | None = None
    commit: str | None = None
    branch: str | None = None

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the command."""
        return ExitCode.FINDINGS if self.state is UpdateState.CONFLICTS else ExitCode.OK


class Recovery(DataModel):
    """The outcome of `recover`."""

    message: str
    # Files of the update that somebody has edited since; they are not changed.
    kept: tuple[str, ...] = ()
