"""Check one repository: find its drift, and the rules that it does not meet."""

from pathlib import Path

from goldenpath.model.base import DataModel
from goldenpath.model.check import CheckReport
from goldenpath.model.drift import DriftReport, VersionState
from goldenpath.model.standards import StandardsReport, StandardsRequest
from goldenpath.operations.drift.check_drift import DriftChecker
from goldenpath.operations.journal.journal import require_no_interrupted_update


class CheckRequest(DataModel):
    """What to check."""

    # Whether to compare the repository with its template.
    drift: bool = True
    # Whether to compare uv.lock with pyproject.toml too. This needs ``drift``.
    lock: bool = True
    # Which rules to check; None if none.
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
        # A repository that was not rendered has no drift, but must still meet the standard.
        drift=drift if is_rendered else None,
        standards=_check_standards(root, request.standards),
    )


def _check_drift(checker: DriftChecker, root: Path, request: CheckRequest) -> DriftReport:
    report = checker.check_folder(root)
    if request.lock and (report.clean or report.files):
        # Imported here, since most checks in hooks pass --no-lock.
        from goldenpath.operations.drift.lock_check import check_lock

        finding = check_lock(root)
        if finding:
            return report.model_copy(update={"files": (*report.files, finding)})
    return report


def _check_standards(root: Path, request: StandardsRequest) -> StandardsReport:
    # Imported here, since it takes half a second, and a check for drift alone does not need it.
    from goldenpath.operations.standards.check_standards import check_standards

    return check_standards(root, request)
