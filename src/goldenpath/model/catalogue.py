"""The catalogue: every organisation, shape and ruleset that a template has."""

from pathlib import Path

from goldenpath.model.base import DataModel
from goldenpath.model.data_file import read_data_file
from goldenpath.model.errors import BadInputError
from goldenpath.model.organisation import Organisation
from goldenpath.model.ruleset import Ruleset
from goldenpath.model.shape import Shape


class Catalogue(DataModel):
    """The organisations, shapes and rulesets that a person can choose."""

    organisations: tuple[Organisation, ...]
    shapes: tuple[Shape, ...]
    rulesets: tuple[Ruleset, ...]

    def organisation(self, name: str) -> Organisation:
        """Return the organisation with this name.

        Raises:
            BadInputError: the template has no organisation with this name.
        """
        for organisation in self.organisations:
            if organisation.name == name:
                return organisation
        known = ", ".join(organisation.name for organisation in self.organisations)
        raise BadInputError(
            f"There is no organisation '{name}' in this template: choose one of {known}."
        )

    def require_sanctioned(self, shape: str, organisation: Organisation) -> None:
        """Refuse a shape that cannot be rendered, and say what to use instead.

        Raises:
            BadInputError: the organisation uses another language for it, or the shape is unknown.
        """
        if any(known.name == shape for known in self.shapes):
            return
        if other := organisation.alternative_to(shape):
            raise BadInputError(
                f"'{shape}' is not a sanctioned shape: {organisation.title} does not write"
                f" {other.what} in Python. Use {other.instead} instead;"
                " `goldenpath shapes` lists what Python is for."
            )
        known = ", ".join(known.name for known in self.shapes)
        raise BadInputError(
            f"There is no shape '{shape}' in this template: choose one of {known};"
            " `goldenpath shapes` says when to use each."
        )


def read_catalogue(folder: Path) -> Catalogue:
    """Read organisations/, shapes/ and rulesets/ below ``folder``.

    Organisations and shapes are sorted by file name, rulesets by their ``order``.

    Raises:
        BadInputError: a file breaks a rule of its model, or its name differs from its ``name`` key.
    """
    organisations = _read_all(folder / "organisations", Organisation)
    _require_different_titles(organisations)
    return Catalogue(
        organisations=organisations,
        shapes=_read_all(folder / "shapes", Shape),
        rulesets=tuple(
            sorted(_read_all(folder / "rulesets", Ruleset), key=lambda ruleset: ruleset.order)
        ),
    )


def _require_different_titles(organisations: tuple[Organisation, ...]) -> None:
    """Refuse two organisations with one title: copier would offer only one of them."""
    names: dict[str, str] = {}
    for organisation in organisations:
        other = names.setdefault(organisation.title, organisation.name)
        if other != organisation.name:
            raise BadInputError(
                f"organisations/{organisation.name}.yml: title: {organisation.title!r} is the title"
                f" of {other} too, and a person chooses by the title; give it another"
            )


def _read_all[T: (Organisation, Shape, Ruleset)](folder: Path, model: type[T]) -> tuple[T, ...]:
    found: list[T] = []
    for path in sorted(folder.glob("*.yml")):
        item = read_data_file(path, model)
        if item.name != path.stem:
            raise BadInputError(
                f"{path}: name: the file name and the name must be the same (got {item.name!r});"
                f" rename the file to {item.name}.yml or set the name to {path.stem}"
            )
        found.append(item)
    return tuple(found)
