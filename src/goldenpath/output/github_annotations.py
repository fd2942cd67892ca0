"""Findings as workflow commands, which GitHub shows as annotations."""

from collections.abc import Iterable, Iterator

from goldenpath.output.annotations import Annotation, AnnotationLevel
from goldenpath.output.visible import visible

_COMMANDS = {
    AnnotationLevel.ERROR: "error",
    AnnotationLevel.WARNING: "warning",
    AnnotationLevel.NOTE: "notice",
}


def github_annotations(annotations: Iterable[Annotation]) -> Iterator[str]:
    """Yield one line for each finding."""
    for problem in annotations:
        place = f"file={_property(problem.path)},line={problem.line},title={_property(problem.id)}"
        yield f"::{_COMMANDS[problem.level]} {place}::{_data(problem.message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
