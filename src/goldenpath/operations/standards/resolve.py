"""Find the standard that a repository must meet: from the request, or from its own files."""

from collections.abc import Iterator

from goldenpath.model.catalogue import Catalogue
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
        BadInputError: the request names an unknown organisation.
    """
    organisation = _organisation(repository, request, catalogue)
    tiers = tuple(_recorded_tiers(repository, organisation))
    answered = text_at(repository.answers, "shape")
    return Standard(
        catalogue=catalogue,
        organisation=organisation,
        ruleset=_ruleset(repository, organisation, request.tier, catalogue),
        shape=_shape(answered, catalogue),
        recorded_shape=Record(path=ANSWERS_FILE, value=answered) if answered else None,
        recorded_tiers=tiers,
        dialect=_dialect(repository, organisation),
    )


def _organisation(
    repository: Repository, request: StandardsRequest, catalogue: Catalogue
) -> Organisation:
    if request.organisation:
        return catalogue.organisation(request.organisation)
    answered = text_at(repository.answers, "organisation")
    for organisation in catalogue.organisations:
        if organisation.name == answered:
            return organisation
    for organisation in catalogue.organisations:
        if repository.root.has(organisation.standards.file):
            return organisation
    return catalogue.organisation(read_settings().organisation)


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
