"""Find the broken rules that an update mends, so that nobody edits the template's files by hand.

A repository that is behind may break a rule with what its old version rendered. Then the newest
release has been mended already. This is so if the render of the recorded version breaks the rule in
the same way, and the render of the newest release does not.
"""

import tempfile
from pathlib import Path

from goldenpath.model.errors import GoldenpathError
from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import FileKind, Render
from goldenpath.model.shell_words import command_line
from goldenpath.model.standards import Finding, StandardsReport, StandardsRequest
from goldenpath.operations.drift.check_drift import DriftChecker
from goldenpath.operations.standards.check_standards import check_standards


def with_updates(
    report: StandardsReport, root: Path, request: StandardsRequest, checker: DriftChecker
) -> StandardsReport:
    """Return the report in which `goldenpath update` is the fix of all that it mends."""
    renders = checker.both_renders(root) if report.findings else None
    if renders is None:
        return report
    recorded, latest = renders
    # The rules that are broken, as the repository itself names its organisation and its tier.
    same = request.model_copy(
        update={
            "organisation": report.organisation,
            "tier": report.tier,
            "select": report.failed,
            "ignore": (),
        }
    )
    try:
        before, after = (_findings_of(render, same) for render in renders)
    except GoldenpathError:
        # What a version renders cannot be judged. The rules say how to keep them by hand.
        return report
    known = {(finding.rule, finding.path, finding.message) for finding in before}
    left = {(finding.rule, finding.path) for finding in after}
    return report.model_copy(
        update={
            "findings": tuple(
                finding.model_copy(update={"fix": _update(finding, recorded, latest)})
                if (finding.rule, finding.path, finding.message) in known
                and (finding.rule, finding.path) not in left
                else finding
                for finding in report.findings
            )
        }
    )


def _findings_of(render: Render, request: StandardsRequest) -> tuple[Finding, ...]:
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
        for path, file in render.files.items():
            target = Path(scratch, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            if file.kind is not FileKind.LINK:
                target.write_bytes(file.content)
                target.chmod(0o755 if file.kind is FileKind.EXECUTABLE else 0o644)
        return check_standards(Path(scratch), request).findings


def _update(finding: Finding, recorded: Render, latest: Render) -> str:
    path = finding.path or ""
    render = latest if path in latest.files else recorded
    if path in recorded.files and render.ownership.owner_of(path) is Owner.SEEDED:
        command = command_line(("goldenpath", "update", "--seeded", path))
        return f"run `{command}`: the newest release has mended this"
    return "run `goldenpath update`: the newest release has mended this"
