"""What an update does, or would do."""

from enum import StrEnum

from goldenpath.model.data_file import DataModel
from goldenpath.model.errors import ExitCode
from goldenpath.model.release_notes import RepositoryNotes


class ManagedChoice(StrEnum):
    """Whose version of a managed file wins where both sides changed the same lines."""

    TEMPLATE = "template"
    TEAM = "team"


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
    """What the team and the template changed in two ways."""

    path: str
    key: str | None = None
    # Both versions as text; None where there is no file, or where it is no text.
    team: str | None
    template: str | None

    @property
    def name(self) -> str:
        """The path, and the key if there is one."""
        return f"{self.path}: {self.key}" if self.key else self.path


class UpdateState(StrEnum):
    """How an update ended."""

    UP_TO_DATE = "up to date"
    UPDATED = "updated"
    WOULD_UPDATE = "would update"
    CONFLICTS = "conflicts"


class UpdateReport(DataModel):
    """Everything about an update of one repository."""

    repository: str
    state: UpdateState
    old_version: str
    new_version: str
    changes: tuple[FileChange, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    # Managed files that the template changed and the team has deleted or ignores: left so.
    left_alone: tuple[str, ...] = ()
    # Where --managed template took the template's version.
    replaced: tuple[str, ...] = ()
    # Where --managed team kept the team's, under a waiver.
    waived: tuple[str, ...] = ()
    # The reference that holds what was replaced, and the command that brings it back.
    kept_at: str | None = None
    bring_back: str | None = None
    # About questions: new ones, with their answer; removed ones.
    notes: tuple[str, ...] = ()
    # What the template changes in this repository.
    release_notes: RepositoryNotes = RepositoryNotes()
    is_locked: bool = False
    # One sentence: why uv.lock was left as it is, although pyproject.toml changed.
    lock_left: str | None = None
    commit: str | None = None
    branch: str | None = None

    @property
    def exit_code(self) -> ExitCode:
        """What the shell sees."""
        return ExitCode.FINDINGS if self.state is UpdateState.CONFLICTS else ExitCode.OK


class Recovery(DataModel):
    """What `recover` found and did."""

    message: str
    # Files of the update that somebody has edited since: they stay as they are.
    kept: tuple[str, ...] = ()
