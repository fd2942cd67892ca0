"""Which template to render, and the catalogue that goes with it."""

import re
from pathlib import Path

import goldenpath
from goldenpath.model.catalogue import Catalogue, read_catalogue
from goldenpath.model.data_file import DataModel
from goldenpath.model.errors import BadInputError
from goldenpath.model.organisation import Organisation
from goldenpath.operations.files.named_path import expanded

_PACKAGE = Path(goldenpath.__file__).parent
_URL = re.compile(r"^(git\+)?(https|ssh|file)://|^git@[\w.-]+:")
_GITHUB_SHORTHAND = re.compile(r"^gh:/*(?P<repository>[\w.-]+/[\w.-]+?)(\.git)?/?$")
_COPIER_FILES = ("copier.yml", "copier.yaml")


class TemplateSource(DataModel):
    """Where a template is: a full URL or an absolute path, never a relative one."""

    location: str
    # A branch, tag or commit; None is the newest release.
    version: str | None


def own_checkout() -> Path | None:
    """The checkout of the template that this goldenpath runs from, if it runs from one."""
    root = _PACKAGE.parents[1]
    return root if (root / "copier.yml").is_file() and (root / "template").is_dir() else None


def own_catalogue() -> Catalogue:
    """The catalogue of the checkout, or else the one that was packaged.

    Raises:
        BadInputError: a file of the catalogue breaks a rule.
    """
    return read_catalogue(own_checkout() or _PACKAGE / "catalogue")


def choose_template(
    option: str | None, setting: str | None, organisation: Organisation
) -> TemplateSource:
    """Choose by the option, else the checkout, else the setting, else the organisation.

    Raises:
        BadInputError: the option or the setting names no template.
    """
    if option:
        return TemplateSource(location=full_location(option), version=None)
    if checkout := own_checkout():
        # Releases are for everybody else: who works in the checkout means what is checked out.
        return TemplateSource(location=str(checkout), version="HEAD")
    if setting:
        return TemplateSource(location=full_location(setting), version=None)
    return TemplateSource(location=str(organisation.template), version=None)


def full_location(given: str) -> str:
    """A URL or an absolute path, of what a person gave.

    Raises:
        BadInputError: it names no template.
    """
    if _URL.match(given):
        return given
    if shorthand := _GITHUB_SHORTHAND.match(given):
        return f"https://github.com/{shorthand['repository']}.git"
    folder = expanded(Path(given)).absolute()
    if any((folder / name).is_file() for name in _COPIER_FILES):
        return str(folder)
    raise BadInputError(
        f"'{given}' is no template: there is no {folder / 'copier.yml'}."
        " Give an https URL, or the path of a template."
    )
