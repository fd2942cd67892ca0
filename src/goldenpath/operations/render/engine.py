"""What renders a template version with answers, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from goldenpath.model.ownership import Ownership
from goldenpath.model.recorded_answers import Answers
from goldenpath.operations.template_store.checkouts import TemplateCheckout


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


class RenderEngine(Protocol):
    """Renders in memory; two engines must not differ in a byte."""

    def render(self, checkout: TemplateCheckout, recorded: Answers, changed: Answers) -> Render:
        """Render with the recorded answers, of which ``changed`` replaces some.

        Raises:
            BadInputError: an answer is not valid, or the template cannot be rendered.
        """
        ...
