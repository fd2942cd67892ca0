"""Everything that a check says about a repository: its drift, and the rules that it breaks."""

from goldenpath.model.data_file import DataModel
from goldenpath.model.drift import DriftReport
from goldenpath.model.errors import ExitCode
from goldenpath.model.standards import StandardsReport


class CheckReport(DataModel):
    """One repository."""

    repository: str
    # None when it was not asked for, or when no template was used.
    drift: DriftReport | None = None
    # None when it was not asked for.
    standards: StandardsReport | None = None

    def exit_code(self, *, allow_behind: bool = False) -> ExitCode:
        """What the shell sees: the worse of the two."""
        drift = self.drift.exit_code(allow_behind=allow_behind) if self.drift else ExitCode.OK
        breaks_rules = self.standards is not None and self.standards.errors > 0
        return max(drift, ExitCode.FINDINGS) if breaks_rules else drift


class CheckReports(DataModel):
    """What `check --format json` prints."""

    repositories: tuple[CheckReport, ...]
