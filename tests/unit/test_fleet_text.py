"""The line of a repository in a fleet: its state with what differs, and each fact once."""

import pytest

from goldenpath.model.drift import (
    DriftReport,
    FileFinding,
    FileState,
    Side,
    VersionFinding,
    VersionState,
)
from goldenpath.model.ownership import Owner
from goldenpath.output.fleet_text import fleet_line

EDITED = FileFinding(
    path="ci.yml",
    owner=Owner.MANAGED,
    state=FileState.MODIFIED,
    side=Side.TEAM,
    message="ci.yml differs.",
)


@pytest.mark.parametrize(
    ("state", "files", "line"),
    [
        (VersionState.CURRENT, (), "current               /r/a  v1"),
        (VersionState.CURRENT, (EDITED,), "current, 1 differ     /r/a  v1"),
        (VersionState.BEHIND, (EDITED, EDITED), "behind, 2 differ      /r/a  v1"),
        (VersionState.ANSWERS_BROKEN, (), "answers broken        /r/a  It is a link."),
        (
            VersionState.ANSWERS_MISSING,
            (),
            "answers missing       /r/a  not rendered from a template",
        ),
    ],
)
def test_a_line(state: VersionState, files: tuple[FileFinding, ...], line: str) -> None:
    version = VersionFinding(state=state, recorded="v1", message="/r/a: It is a link.")
    assert fleet_line(DriftReport(repository="/r/a", version=version, files=files)) == line
