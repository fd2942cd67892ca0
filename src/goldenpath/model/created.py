"""What a new repository is, once it is there."""

from pathlib import Path

from goldenpath.model.data_file import DataModel
from goldenpath.model.recorded_answers import Answers


class RenderRecord(DataModel):
    """What a render by copier has recorded in the answers file."""

    answers: Answers
    version: str | None
    has_uncommitted_template: bool


class Created(DataModel):
    """What was created."""

    destination: Path
    rendered: RenderRecord
    files: int
    is_committed: bool
    is_locked: bool
