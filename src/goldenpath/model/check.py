"""The report of `goldenpath check`: the drift of a repository, and the rules that it breaks."""

from goldenpath.model.base import DataModel
from goldenpath.model.drift import DriftReport
from goldenpath.model.errors import ExitCode
from goldenpath.model.standards import StandardsReport


class CheckReport(DataModel):
    """The report about one repository."""

    repository: str
    # None if drift was not requested, or if no template was used.
    drift: DriftReport | None = None
    # None if the rules were not requested.
    standards: StandardsReport | None = None

    def exit_code(self, *, allow_behind: bool = False) -> ExitCode:
        """Return the exit code: the higher of the codes for drift and for the rules."""
        drift = self.drift.exit_code(allow_behind=allow_behind) if self.drift else ExitCode.OK
        breaks_rules = self.standards is not None and self.standards.errors > 0
        return max(drift, ExitCode.FINDINGS) if breaks_rules else drift


class CheckReports(DataModel):
    """The content that `check --format json` prints."""

    repositories: tuple[CheckReport, ...]
