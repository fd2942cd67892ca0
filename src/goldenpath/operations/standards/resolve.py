"""Find the standard that a repository must meet: from the request, or from its own files."""

from collections.abc import Iterator

from goldenpath.model.catalogue import Catalogue
from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.organisation import Organisation
from goldenpath.model.ruleset import Ruleset, Tier
from goldenpath.model.shape import Shape
from goldenpath.model.standards import StandardsRequest
from goldenpath.rules.evidence.documents import UnreadableError, parse_toml, text_at
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.standard import Dialect, Record, Standard
from goldenpath.rules.standards_file import named_rulesets
from goldenpath.settings import read_settings

_METADATA = "repo-metadata.yaml"


def resolve(repository: Repository, request: StandardsRequest, catalogue: Catalogue) -> Standard:
    """Find the organisation, the tier, the shape and the dialect.

    The request wins over the recorded answers. The recorded answers win over the standards file,
    and the standards file wins over repo-metadata.yaml. If none of them names a tier, the strictest
    tier applies.

    Raises:
        BadInputError: the request or the answers file names an unknown organisation, or the
            standards file is one of several organisations.
    """
    found = _organisation(repository, request, catalogue)
    organisation = found or catalogue.organisation(read_settings().organisation)
    tiers = tuple(_recorded_tiers(repository, organisation))
    answered = text_at(repository.answers, "shape")
    return Standard(
        catalogue=catalogue,
        organisation=organisation,
        is_guess=found is None,
        ruleset=_ruleset(repository, organisation, request.tier, catalogue),
        shape=_shape(answered, catalogue),
        recorded_shape=Record(path=ANSWERS_FILE, value=answered) if answered else None,
        recorded_tiers=tiers,
        dialect=_dialect(repository, organisation),
    )


def _organisation(
    repository: Repository, request: StandardsRequest, catalogue: Catalogue
) -> Organisation | None:
    """Return the organisation that the request, the repository or the settings name."""
    if request.organisation:
        return catalogue.organisation(request.organisation)
    if answered := text_at(repository.answers, "organisation"):
        return _answered(answered, catalogue)
    reading = [it for it in catalogue.organisations if repository.root.has(it.standards.file)]
    if len(reading) > 1:
        reading = [it for it in reading if _is_written_for(it, repository)] or reading
    if len(reading) > 1:
        names = " and ".join(f"{it.title} ({it.standards.file})" for it in reading)
        raise BadInputError(
            f"The standards file here can be one of {names}, and nothing else says whose repository"
            f" this is: name the organisation, as in --organisation {reading[0].name}."
        )
    settings = read_settings()
    if not reading and "organisation" in settings.model_fields_set:
        return catalogue.organisation(settings.organisation)
    return reading[0] if reading else None


def _answered(name: str, catalogue: Catalogue) -> Organisation:
    for organisation in catalogue.organisations:
        if organisation.name == name:
            return organisation
    known = " and ".join(organisation.name for organisation in catalogue.organisations)
    raise BadInputError(
        f"{ANSWERS_FILE} names the organisation {name!r}, and this goldenpath knows {known}: run"
        " the goldenpath of the template that has its profile, or choose one with --organisation."
    )


def _is_written_for(organisation: Organisation, repository: Repository) -> bool:
    """Whether the standards file names the registry or the table of an organisation."""
    rules = organisation.standards
    try:
        document = parse_toml(repository.root.text(rules.file) or "")
    except UnreadableError:
        return False
    if "extends" in document:
        return text_at(document, "extends", "registry") == rules.registry
    return rules.table in document


def _ruleset(
    repository: Repository, organisation: Organisation, tier: Tier | None, catalogue: Catalogue
) -> Ruleset:
    named = named_rulesets(repository.root, organisation.standards)
    candidates = (
        tier,
        text_at(repository.answers, "tier"),
        *(name.removeprefix("python-") for name in named),
        text_at(repository.metadata, "tier"),
    )
    by_tier = {str(ruleset.tier): ruleset for ruleset in catalogue.rulesets}
    for candidate in candidates:
        if candidate in by_tier:
            return by_tier[candidate]
    return min(catalogue.rulesets, key=lambda ruleset: ruleset.order)


def _recorded_tiers(repository: Repository, organisation: Organisation) -> Iterator[Record]:
    answered = text_at(repository.answers, "tier")
    if answered:
        yield Record(path=ANSWERS_FILE, value=answered)
    if organisation.repo_metadata and (tier := text_at(repository.metadata, "tier")) in set(Tier):
        yield Record(path=_METADATA, value=str(tier))
    rules = organisation.standards
    try:
        document = parse_toml(repository.root.text(rules.file) or "")
    except UnreadableError:
        return
    if rules.metadata and (tier := text_at(document, "metadata", "tier")):
        yield Record(path=rules.file, value=tier)


def _shape(answered: str | None, catalogue: Catalogue) -> Shape | None:
    return next((shape for shape in catalogue.shapes if shape.name == answered), None)


def _dialect(repository: Repository, organisation: Organisation) -> Dialect | None:
    answered = text_at(repository.answers, "standards_dialect")
    if answered in set(Dialect):
        return Dialect(answered)
    name = organisation.standards.checker.rpartition("@")[0]
    return Dialect.EXTENDS if f"npx --yes {name}@" in repository.ci_commands else None
