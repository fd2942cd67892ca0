"""What a template version renders: files in memory, and who owns them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from goldenpath.model.ownership import Ownership
from goldenpath.model.recorded_answers import Answers


class FileKind(StrEnum):
    """What a path is, by the mode that git records."""

    PLAIN = "100644"
    EXECUTABLE = "100755"
    LINK = "120000"


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file, or one link with its target as the content."""

    content: bytes
    kind: FileKind


@dataclass(frozen=True, slots=True)
class Render:
    """What a template version makes of answers."""

    # By path below the repository's root, with slashes.
    files: Mapping[str, RenderedFile]
    # As the answers file records them.
    answers: Answers
    # Questions that were answered by their default.
    defaulted: tuple[str, ...]
    # What this version says about who owns which file.
    ownership: Ownership
