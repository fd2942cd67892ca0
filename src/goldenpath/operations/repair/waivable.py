"""Refuse a waiver that would never have an effect, or would have one for too long."""

import datetime
from collections.abc import Iterator, Mapping

from goldenpath.model.errors import BadInputError
from goldenpath.model.ownership import Owner
from goldenpath.model.toml_text import KeyPath, parse
from goldenpath.model.waivers import Waiver
from goldenpath.operations.merge.keys import dotted, is_owned, is_requirements
from goldenpath.operations.merge.requirements import by_name
from goldenpath.operations.recorded.recorded_render import RecordedRender

# Days. Whoever still needs the exception after a year decides again.
_LONGEST = 366

_WHY_NOT = {
    Owner.SEEDED: "it is a seeded file, which is yours: change it as you like",
    Owner.GENERATED: "a tool writes it: run that tool instead",
}


def require_waivable(recorded: RecordedRender, waiver: Waiver, today: datetime.date) -> None:
    """Refuse a waiver of what the template does not own, and one that ends too late.

    Raises:
        BadInputError: the path, the key or the day is refused.
    """
    if waiver.until > today + datetime.timedelta(days=_LONGEST):
        raise BadInputError(
            f"{waiver.until} is more than a year away: give an earlier day, and decide again then."
        )
    path, render = waiver.path, recorded.render
    if path not in render.files:
        raise BadInputError(
            f"'{path}' cannot be waived, because {recorded.checkout.version} of the template does"
            " not render it: `goldenpath check` lists what differs."
        )
    owner = render.ownership.owner_of(path)
    if owner in _WHY_NOT:
        raise BadInputError(f"'{path}' needs no waiver: {_WHY_NOT[owner]}.")
    if waiver.key is None:
        return
    if owner is not Owner.MERGED:
        raise BadInputError(
            f"'{path}' belongs to the template as a whole, so --key has no meaning with it: leave"
            " --key out."
        )
    _require_key(recorded, path, waiver.key)


def _require_key(recorded: RecordedRender, path: str, key: str) -> None:
    owned = recorded.render.ownership.keys_of(path)
    found = recorded.files.read(path)
    known = dict(_names((), parse(recorded.render.files[path].content)))
    known |= dict(_names((), parse(found.content) if found else None))
    if key not in known:
        raise BadInputError(
            f"{path} has no key '{key}', neither here nor in the template: `goldenpath check` lists"
            " the keys that differ."
        )
    written = ".".join(known[key])
    if not is_owned(known[key], owned) and not any(own.startswith(f"{written}.") for own in owned):
        raise BadInputError(
            f"'{key}' in {path} is yours and needs no waiver: the template has only"
            f" {', '.join(owned)}."
        )


def _names(path: KeyPath, value: object) -> Iterator[tuple[str, KeyPath]]:
    """Yield the name of every key, table and dependency, as a finding names it."""
    if path:
        yield dotted(path), path
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from _names((*path, str(name)), below)
    elif is_requirements(path) and isinstance(value, list):
        for name in by_name(value):
            yield f"{dotted(path)}.{name}", path
