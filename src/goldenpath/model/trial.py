"""The result of `goldenpath try`: a copy of a service that runs on this machine."""

from pathlib import Path

from goldenpath.model.base import DataModel


class Trial(DataModel):
    """A copy of a service."""

    folder: Path
    files: int
    # The private package that has a stand-in in the copy.
    distribution: str
    # How uv is started in the copy.
    uv: str
    # The script that starts the service.
    starter: str
    answers_from_documents: bool
