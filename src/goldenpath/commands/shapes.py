"""goldenpath shapes: list the shapes that a repository can have."""

from typing import Annotated

from cyclopts import Parameter
from pydantic import TypeAdapter

from goldenpath.commands.organisation_option import organisation_of
from goldenpath.model.shape import Shape
from goldenpath.operations.render.template_source import own_catalogue
from goldenpath.output.console import results
from goldenpath.output.shapes_text import print_shapes


def shapes(
    *,
    organisation: str | None = None,
    json: Annotated[bool, Parameter(negative=())] = False,
) -> None:
    """List the shapes, and when to use each and when not.

    Parameters
    ----------
    organisation
        The organisation whose list of shapes and other languages is shown.
    json
        Print JSON, for machines.
    """
    catalogue = own_catalogue()
    profile = organisation_of(catalogue, organisation)
    if json:
        listing = TypeAdapter(tuple[Shape, ...]).dump_json(catalogue.shapes, indent=2)
        print(listing.decode())
    else:
        print_shapes(catalogue.shapes, profile, results())
