"""Checking one repository: where it has left its template, and which rules it breaks."""

from pathlib import Path

from goldenpath.model.check import CheckReport
from goldenpath.model.data_file import DataModel
from goldenpath.model.drift import DriftReport, VersionState
from goldenpath.model.standards import StandardsReport, StandardsRequest
from goldenpath.operations.drift.check_drift import DriftChecker
from goldenpath.operations.drift.lock_check import check_lock
from goldenpath.operations.journal.journal import require_no_interrupted_update


class CheckRequest(DataModel):
    """What is checked."""

    # Compare with the template, and perhaps its lock file with pyproject.toml.
    drift: bool = True
    lock: bool = True
    # None checks no rules.
    standards: StandardsRequest | None = None


def check_repository(root: Path, request: CheckRequest, checker: DriftChecker) -> CheckReport:
    """Check the repository in ``root``.

    Raises:
        GoldenpathError: it cannot be checked.
    """
    require_no_interrupted_update(root)
    drift = _check_drift(checker, root, request) if request.drift else None
    if request.standards is None:
        return CheckReport(repository=str(root), drift=drift)
    is_rendered = drift is None or drift.version.state is not VersionState.ANSWERS_MISSING
    return CheckReport(
        repository=str(root),
        # A repository without a template is still held to the standard.
        drift=drift if is_rendered else None,
        standards=_check_standards(root, request.standards),
    )


def _check_drift(checker: DriftChecker, root: Path, request: CheckRequest) -> DriftReport:
    report = checker.check_folder(root)
    if request.lock and report.clean:
        finding = check_lock(root)
        if finding:
            return report.model_copy(update={"files": (*report.files, finding)})
    return report


def _check_standards(root: Path, request: StandardsRequest) -> StandardsReport:
    # Half a second of imports, which a check of drift alone need not pay.
    from goldenpath.operations.standards.check_standards import check_standards

    return check_standards(root, request)
