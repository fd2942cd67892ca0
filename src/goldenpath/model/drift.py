"""What a check finds out about a repository: its version, and the files that differ."""

from enum import StrEnum

from goldenpath.model.data_file import DataModel
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
    # Not compared, for a reason that is said.
    UNCHECKED = "unchecked"


class Side(StrEnum):
    """Who moved away from the recorded version."""

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
    # Of a fleet: rendered from a template that nobody vouches for, or not readable itself.
    FOREIGN_TEMPLATE = "foreign template"
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
    # One sentence: what is so, and what to do.
    message: str

    @property
    def is_drift(self) -> bool:
        """Whether it counts: a waived difference does not."""
        return self.state not in _HARMLESS

    @property
    def name(self) -> str:
        """The path, and the key if there is one."""
        return f"{self.path}: {self.key}" if self.key else self.path


class VersionFinding(DataModel):
    """What is so about the recorded version."""

    state: VersionState
    recorded: str | None = None
    latest: str | None = None
    # Newer releases, oldest first.
    behind: tuple[str, ...] = ()
    # Why newer releases may have been missed.
    not_looked: str | None = None
    message: str


class DriftReport(DataModel):
    """Everything about one repository."""

    repository: str
    shape: str | None = None
    version: VersionFinding
    files: tuple[FileFinding, ...] = ()
    # How many files and keys were compared and found clean.
    clean: int = 0
    # Paths that the newest release changes, and the team has left alone.
    moved_on: tuple[str, ...] = ()

    @property
    def drift(self) -> tuple[FileFinding, ...]:
        """The findings that count."""
        return tuple(finding for finding in self.files if finding.is_drift)

    def exit_code(self, *, allow_behind: bool = False) -> ExitCode:
        """What the shell sees; 0 means that the repository is as the template wants it."""
        if allow_behind and self.version.state is VersionState.BEHIND:
            code = ExitCode.OK
        else:
            code = _EXIT_CODES[self.version.state]
        return max(code, ExitCode.FINDINGS) if self.drift else code
