"""A render in memory: the files that a version of the template renders, and who owns them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from goldenpath.model.ownership import Ownership
from goldenpath.model.recorded_answers import Answers


class FileKind(StrEnum):
    """The kind of a file; the value is the mode that git records."""

    PLAIN = "100644"
    EXECUTABLE = "100755"
    LINK = "120000"


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file, or one symbolic link; the content of a link is its target."""

    content: bytes
    kind: FileKind


@dataclass(frozen=True, slots=True)
class Render:
    """The files that one version of the template renders from answers."""

    # The key is the path below the repository's root, with slashes.
    files: Mapping[str, RenderedFile]
    # The answers that the answers file records.
    answers: Answers
    # The questions that were answered by their default.
    defaulted: tuple[str, ...]
    # Who owns which file in this version.
    ownership: Ownership
