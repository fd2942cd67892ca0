"""A release of the template: the plan of a release, and a created release."""

from goldenpath.model.base import DataModel
from goldenpath.model.release_notes import ReleaseNotes


class ReleasePlan(DataModel):
    """A release that is allowed and not created yet."""

    # Without the "v" that its tag begins with.
    version: str
    # The commit that passed the gate.
    gated: str
    # Why it is more than a patch release; empty if it may be a patch release.
    reasons: tuple[str, ...] = ()
    # What it changes against the release before it; None for the first release.
    notes: ReleaseNotes | None = None

    @property
    def tag(self) -> str:
        """The name of its tag."""
        return f"v{self.version}"


class CreatedRelease(DataModel):
    """A release that was created in the local checkout and not pushed yet."""

    tag: str
    commit: str
    branch: str
    # The git remote to push it to; None if there is no remote.
    remote: str | None = None
