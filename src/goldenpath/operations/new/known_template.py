"""What is known of the version of the template that will be rendered, before it is rendered.

It may have other shapes and organisations than goldenpath itself: another template, another version
of it, or a release that is newer than the installed goldenpath.
"""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from goldenpath.model.catalogue import Catalogue, read_catalogue
from goldenpath.model.errors import BadInputError
from goldenpath.model.recorded_answers import Answers
from goldenpath.operations.render.template_config import read_settings
from goldenpath.operations.render.template_source import TemplateSource
from goldenpath.operations.template_store.checkouts import TemplateStore
from goldenpath.operations.template_store.locations import is_local

_FIRST = ["shape", "organisation"]
_EMPTY = Catalogue(organisations=(), shapes=(), rulesets=())


@dataclass(frozen=True, slots=True)
class KnownTemplate:
    """The shapes and organisations of a template; none, if it has no catalogue."""

    catalogue: Catalogue = _EMPTY
    folder: Path | None = None

    def begins_with_them(self) -> bool:
        """Return whether its first questions are those for shape and organisation."""
        if self.folder is None or not (self.catalogue.shapes and self.catalogue.organisations):
            return False
        asked = (
            name
            for name, question in read_settings(self.folder).items()
            if not name.startswith("_") and _is_asked(question)
        )
        return list(islice(asked, len(_FIRST))) == _FIRST

    def require_offered(self, given: Answers, defaults: Answers) -> None:
        """Refuse a given shape or organisation that the template does not have.

        Raises:
            BadInputError: it does not have it.
        """
        known = self.catalogue.organisations
        if not known or not self.catalogue.shapes:
            return
        owner = str(given.get("organisation", defaults.get("organisation", "")))
        if "organisation" in given or owner in {each.name for each in known}:
            organisation = self.catalogue.organisation(owner)
        else:
            # A default that nobody chose is no reason to refuse.
            organisation = known[0]
        if "shape" in given:
            self.catalogue.require_sanctioned(str(given["shape"]), organisation)


def _is_asked(question: object) -> bool:
    # What is only worked out from other answers is never asked.
    return not (isinstance(question, dict) and question.get("when") is False)


def look_at(template: TemplateSource, store: TemplateStore) -> KnownTemplate:
    """Read the catalogue of the version that will be rendered.

    Raises:
        EnvironmentProblemError: the template cannot be reached.
    """
    try:
        folder = _folder(template, store)
        return KnownTemplate(read_catalogue(folder), folder) if folder else KnownTemplate()
    except BadInputError:
        # A template of another kind, or of another time. copier says what is wrong with it, if
        # anything is.
        return KnownTemplate()


def _folder(template: TemplateSource, store: TemplateStore) -> Path | None:
    """Return a folder with the version; None if only copier can find it."""
    location, version = template.location, template.version
    # Of these, copier renders the files as they are now.
    if is_local(location) and (version == "HEAD" or not (Path(location) / ".git").exists()):
        return Path(location)
    if version is None:
        latest = store.releases(location).latest
        if latest is None:
            return Path(location) if is_local(location) else None
        version = latest.tag
    return store.checkout(location, version).folder
