"""Find waivers that have no effect, so that somebody removes them."""

from goldenpath.model.drift import DeadWaiver, FileFinding
from goldenpath.model.file_names import WAIVERS_FILE
from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import Render
from goldenpath.model.waivers import Waiver, Waivers


def dead_waivers(
    waivers: Waivers, findings: tuple[FileFinding, ...], render: Render
) -> tuple[DeadWaiver, ...]:
    """Return the waivers that apply to no finding."""
    return tuple(
        DeadWaiver(
            path=waiver.path,
            key=waiver.key,
            until=waiver.until,
            message=f"The waiver of {_name(waiver)} has no effect, because"
            f" {_why(waiver, render)}: remove it from {WAIVERS_FILE}.",
        )
        for waiver in waivers.waivers
        if not any(waiver.covers(finding.path, finding.key) for finding in findings)
    )


def _name(waiver: Waiver) -> str:
    return f"{waiver.key} in {waiver.path}" if waiver.key else waiver.path


def _why(waiver: Waiver, render: Render) -> str:
    if waiver.path not in render.files:
        return "the template does not render this file"
    owner = render.ownership.owner_of(waiver.path)
    if owner not in (Owner.MANAGED, Owner.MERGED):
        return f"{waiver.path} is {owner} and never compared"
    return "nothing differs there"
