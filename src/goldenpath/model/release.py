"""A release of the template: what it is going to be, and what it is once it is made."""

from goldenpath.model.data_file import DataModel
from goldenpath.model.release_notes import ReleaseNotes


class ReleasePlan(DataModel):
    """A release that nothing stands against."""

    # Without the v of its tag.
    version: str
    # The commit that passed the gate.
    gated: str
    # Why it is no patch release.
    reasons: tuple[str, ...] = ()
    # None for the first release.
    notes: ReleaseNotes | None = None

    @property
    def tag(self) -> str:
        """The name of its tag."""
        return f"v{self.version}"


class CreatedRelease(DataModel):
    """A release that was made, here and nowhere else yet."""

    tag: str
    commit: str
    branch: str
    # Where it can be pushed to; None when there is no remote.
    remote: str | None = None
