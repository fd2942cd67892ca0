"""Findings as annotations for machines: each has an id, a level, a place and a sentence."""

from collections.abc import Iterator
from enum import StrEnum

from goldenpath.model.base import DataModel
from goldenpath.model.drift import DriftReport, FileFinding, VersionState
from goldenpath.model.file_names import ANSWERS_FILE, WAIVERS_FILE


class AnnotationLevel(StrEnum):
    """The severity of a finding, with the names that SARIF uses."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Annotation(DataModel):
    """One finding."""

    # The id of the rule, or the kind of drift, such as drift-modified.
    id: str
    level: AnnotationLevel
    # Relative to the repository's root.
    path: str
    line: int = 1
    message: str


_VERSION_LEVELS = {
    VersionState.CURRENT: None,
    VersionState.UNRELEASED: AnnotationLevel.NOTE,
    VersionState.BEHIND: AnnotationLevel.WARNING,
}


def drift_annotations(report: DriftReport) -> Iterator[Annotation]:
    """Yield the findings of a drift report."""
    level = _VERSION_LEVELS.get(report.version.state, AnnotationLevel.ERROR)
    if level:
        yield Annotation(
            id=f"drift-{report.version.state.replace(' ', '-')}",
            level=level,
            path=ANSWERS_FILE,
            message=report.version.message,
        )
    for finding in report.files:
        yield Annotation(
            id=f"drift-{finding.state.replace(' ', '-')}",
            level=_level(finding),
            path=finding.path,
            message=finding.message,
        )
    for waiver in report.dead_waivers:
        yield Annotation(
            id="drift-dead-waiver",
            level=AnnotationLevel.NOTE,
            path=WAIVERS_FILE,
            message=waiver.message,
        )


def _level(finding: FileFinding) -> AnnotationLevel:
    return AnnotationLevel.ERROR if finding.is_drift else AnnotationLevel.NOTE
