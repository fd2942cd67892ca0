"""The organisation that an option or a person's setting names."""

from goldenpath.model.catalogue import Catalogue
from goldenpath.model.errors import BadInputError
from goldenpath.model.organisation import Organisation
from goldenpath.settings import read_settings


def organisation_of(catalogue: Catalogue, given: str | None) -> Organisation:
    """Return the organisation that an option names; without one, that of the setting.

    Raises:
        BadInputError: there is no such organisation.
    """
    if given is not None:
        return catalogue.organisation(given)
    try:
        return catalogue.organisation(read_settings().organisation)
    except BadInputError as error:
        raise BadInputError(f"GOLDENPATH_ORGANISATION is not set well: {error}") from error
