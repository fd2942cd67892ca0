"""The drift report: the recorded version of a repository, and its files that differ."""

import datetime
from enum import StrEnum

from goldenpath.model.base import DataModel
from goldenpath.model.errors import ExitCode
from goldenpath.model.ownership import Owner


class FileState(StrEnum):
    """How a file, or a key of it, compares with the render of the recorded version."""

    CLEAN = "clean"
    MODIFIED = "modified"
    DELETED = "deleted"
    MODE = "mode"
    IGNORED = "ignored"
    WAIVED = "waived"
    WAIVER_EXPIRED = "waiver expired"
    OUTDATED = "outdated"
    # Not compared; the message of the finding gives the reason.
    UNCHECKED = "unchecked"


class Side(StrEnum):
    """The side that changed something since the recorded version."""

    TEAM = "team"
    TEMPLATE = "template"
    BOTH = "both"


class VersionState(StrEnum):
    """How the recorded version compares with the template's releases."""

    CURRENT = "current"
    BEHIND = "behind"
    UNRELEASED = "unreleased"
    UNKNOWN_VERSION = "unknown version"
    TAG_MOVED = "tag moved"
    ANSWERS_MISSING = "answers missing"
    ANSWERS_BROKEN = "answers broken"
    ANSWERS_INVALID = "answers invalid"
    TEMPLATE_UNREACHABLE = "template unreachable"
    # In a fleet only: the repository was rendered from a template that is not trusted.
    FOREIGN_TEMPLATE = "foreign template"
    # In a fleet only: the repository itself cannot be read.
    UNREADABLE = "unreadable"


_HARMLESS = frozenset({FileState.CLEAN, FileState.WAIVED, FileState.UNCHECKED})
_EXIT_CODES = {
    VersionState.CURRENT: ExitCode.OK,
    VersionState.UNRELEASED: ExitCode.OK,
    VersionState.BEHIND: ExitCode.FINDINGS,
    VersionState.UNKNOWN_VERSION: ExitCode.FINDINGS,
    VersionState.TAG_MOVED: ExitCode.FINDINGS,
    VersionState.ANSWERS_MISSING: ExitCode.BAD_INPUT,
    VersionState.ANSWERS_BROKEN: ExitCode.BAD_INPUT,
    VersionState.ANSWERS_INVALID: ExitCode.BAD_INPUT,
    VersionState.TEMPLATE_UNREACHABLE: ExitCode.ENVIRONMENT,
    VersionState.FOREIGN_TEMPLATE: ExitCode.BAD_INPUT,
    VersionState.UNREADABLE: ExitCode.BAD_INPUT,
}


class FileFinding(DataModel):
    """One file that differs, or one key of a merged file."""

    path: str
    key: str | None = None
    owner: Owner
    state: FileState
    side: Side
    # One sentence: the state of the file, and what to do.
    message: str

    @property
    def is_drift(self) -> bool:
        """Whether the finding counts as drift; a waived difference does not count."""
        return self.state not in _HARMLESS

    @property
    def name(self) -> str:
        """The path, followed by the key if there is one."""
        return f"{self.path}: {self.key}" if self.key else self.path


class VersionFinding(DataModel):
    """How the recorded version compares with the releases of the template."""

    state: VersionState
    recorded: str | None = None
    latest: str | None = None
    # The releases that are newer than the recorded version, oldest first.
    behind: tuple[str, ...] = ()
    # The reason why newer releases may have been missed; None if all releases are known.
    not_looked: str | None = None
    message: str


class DeadWaiver(DataModel):
    """A waiver that has no effect, because nothing differs where it applies."""

    path: str
    key: str | None = None
    until: datetime.date
    # One sentence: why it has no effect, and what to do.
    message: str


class DriftReport(DataModel):
    """The drift of one repository."""

    repository: str
    shape: str | None = None
    version: VersionFinding
    files: tuple[FileFinding, ...] = ()
    # How many files and keys were compared and found clean.
    clean: int = 0
    # Paths that the newest release changes and the team has not changed.
    moved_on: tuple[str, ...] = ()
    # Waivers of what does not differ. They do no harm.
    dead_waivers: tuple[DeadWaiver, ...] = ()

    @property
    def drift(self) -> tuple[FileFinding, ...]:
        """The findings that count as drift."""
        return tuple(finding for finding in self.files if finding.is_drift)

    def exit_code(self, *, allow_behind: bool = False) -> ExitCode:
        """Return the exit code; 0 means that the repository matches its template."""
        if allow_behind and self.version.state is VersionState.BEHIND:
            code = ExitCode.OK
        else:
            code = _EXIT_CODES[self.version.state]
        return max(code, ExitCode.FINDINGS) if self.drift else code
