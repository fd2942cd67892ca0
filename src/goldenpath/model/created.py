"""The result of `goldenpath new`: what was rendered and created."""

from pathlib import Path

from goldenpath.model.base import DataModel
from goldenpath.model.recorded_answers import Answers


class RenderRecord(DataModel):
    """The content of the answers file after a render by copier."""

    answers: Answers
    version: str | None
    commit: str | None
    has_uncommitted_template: bool


class RecordedLocation(DataModel):
    """The location of the template that a new repository records."""

    location: str
    # The URL of the organisation's template, if another location is recorded, or if it was chosen.
    canonical: str | None = None
    # Why others cannot find the rendered version at the URL; None if they can, or if nobody looked.
    problem: str | None = None
    is_on_this_machine: bool = False


class Created(DataModel):
    """A repository that was created."""

    destination: Path
    rendered: RenderRecord
    files: int
    recorded: RecordedLocation
    # How uv is started in the repository: a command of the shell.
    uv: str
    is_committed: bool
    is_locked: bool
