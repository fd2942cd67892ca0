"""Choose the template to render, and read the catalogue that belongs to it."""

import re
from pathlib import Path

import goldenpath
from goldenpath.model.base import DataModel
from goldenpath.model.catalogue import Catalogue, read_catalogue
from goldenpath.model.errors import BadInputError
from goldenpath.model.organisation import Organisation
from goldenpath.operations.files.named_path import expanded

_PACKAGE = Path(goldenpath.__file__).parent
_URL = re.compile(r"^(git\+)?(https|ssh|file)://|^git@[\w.-]+:")
_GITHUB_SHORTHAND = re.compile(r"^gh:/*(?P<repository>[\w.-]+/[\w.-]+?)(\.git)?/?$")
_COPIER_FILES = ("copier.yml", "copier.yaml")


class TemplateSource(DataModel):
    """Where a template is, and which version of it to render."""

    # A full URL or an absolute path.
    location: str
    # A branch, tag or commit; None means the newest release.
    version: str | None
    # Whether it is the checkout that goldenpath runs from, which nobody named.
    is_own: bool = False


def own_checkout() -> Path | None:
    """Return the checkout of the template that goldenpath runs from; None if it is installed."""
    root = _PACKAGE.parents[1]
    return root if (root / "copier.yml").is_file() and (root / "template").is_dir() else None


def own_catalogue() -> Catalogue:
    """Return the catalogue of the own checkout; without one, the catalogue in the package.

    Raises:
        BadInputError: a file of the catalogue breaks a rule.
    """
    return read_catalogue(own_checkout() or _PACKAGE / "catalogue")


def choose_template(
    option: str | None, setting: str | None, organisation: Organisation
) -> TemplateSource:
    """Return the first of these that is given: option, own checkout, setting, organisation's.

    Raises:
        BadInputError: the option or the setting does not name a template.
    """
    if option:
        return TemplateSource(location=full_location(option), version=None)
    if checkout := own_checkout():
        # A person who runs goldenpath from a checkout wants the checked-out commit, not a release.
        return TemplateSource(location=str(checkout), version="HEAD", is_own=True)
    if setting:
        try:
            return TemplateSource(location=full_location(setting), version=None)
        except BadInputError as error:
            raise BadInputError(f"GOLDENPATH_TEMPLATE is not set well: {error}") from error
    return TemplateSource(location=str(organisation.template), version=None)


def full_location(given: str) -> str:
    """Return the URL or the absolute path of a template that a person names.

    Raises:
        BadInputError: there is no template with this name.
    """
    if _URL.match(given):
        return given
    if shorthand := _GITHUB_SHORTHAND.match(given):
        return f"https://github.com/{shorthand['repository']}.git"
    folder = expanded(Path(given)).absolute()
    if any((folder / name).is_file() for name in _COPIER_FILES):
        return str(folder)
    raise BadInputError(
        f"'{given}' is not a template: there is no {folder / 'copier.yml'}."
        " Give an https URL, or the path of a template."
    )
