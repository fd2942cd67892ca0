"""The result of `goldenpath new`: what was rendered and created."""

from pathlib import Path

from goldenpath.model.base import DataModel
from goldenpath.model.recorded_answers import Answers


class RenderRecord(DataModel):
    """The content of the answers file after a render by copier."""

    answers: Answers
    version: str | None
    has_uncommitted_template: bool


class Created(DataModel):
    """A repository that was created."""

    destination: Path
    rendered: RenderRecord
    files: int
    is_committed: bool
    is_locked: bool
