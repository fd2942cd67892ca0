"""Render the version of the template that a repository records, with its recorded answers."""

from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.drift import VersionFinding, VersionState
from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.recorded_answers import (
    BrokenAnswersError,
    NoAnswersError,
    RecordedAnswers,
    read_recorded,
)
from goldenpath.model.rendered import FileKind, Render
from goldenpath.model.shell_words import word
from goldenpath.model.toml_text import parse
from goldenpath.operations.files.project_files import ProjectFiles, WorkTreeFiles
from goldenpath.operations.merge.keys import KeyDifference, differences
from goldenpath.operations.recorded.recorded_version import find_recorded_version
from goldenpath.operations.render.engine import RenderEngine
from goldenpath.operations.template_store.checkouts import TemplateCheckout, TemplateStore
from goldenpath.operations.template_store.trust import TrustedTemplates

_FOREIGN = (
    "Rendered from {0}, which is not a template of your organisations: pass --trust {1} if you"
    " trust it."
)


@dataclass(frozen=True)
class Templates:
    """Where templates come from and what renders them."""

    store: TemplateStore
    engine: RenderEngine
    # Used in place of the location of the template that the repositories record.
    override: str | None = None
    # Which templates may be rendered. None allows any, as for a repository of the user's own.
    trusted: TrustedTemplates | None = None


@dataclass(frozen=True)
class RecordedRender:
    """A repository, and what its recorded version renders with its recorded answers."""

    files: ProjectFiles
    answers_file: RecordedAnswers
    location: str
    checkout: TemplateCheckout
    render: Render


@dataclass(frozen=True)
class Lookup:
    """What is known about a repository's recorded version."""

    version: VersionFinding
    shape: str | None = None
    # None if the version cannot be rendered; ``version`` says why.
    recorded_render: RecordedRender | None = None


def look_up(name: str, files: ProjectFiles, templates: Templates) -> Lookup:
    """Find the recorded version of a repository in its template, and render it."""
    try:
        recorded = _read_answers(files, name)
    except NoAnswersError as error:
        return _failed(VersionState.ANSWERS_MISSING, str(error))
    except BrokenAnswersError as error:
        return _failed(VersionState.ANSWERS_BROKEN, str(error))
    location = templates.override or recorded.location
    trusted = templates.trusted
    if trusted and location != templates.override and not trusted.trusts(location):
        foreign = _FOREIGN.format(location, word(location))
        return _failed(VersionState.FOREIGN_TEMPLATE, foreign)
    found = find_recorded_version(recorded, location, templates.store)
    shape = recorded.answers.get("shape")
    lookup = Lookup(found.finding, None if shape is None else str(shape))
    if found.checkout is None:
        return lookup
    try:
        render = templates.engine.render(found.checkout, recorded.answers, {})
    except BadInputError as error:
        return Lookup(_invalid(found.finding, error), lookup.shape)
    recorded_render = RecordedRender(files, recorded, location, found.checkout, render)
    return Lookup(lookup.version, lookup.shape, recorded_render)


def require_recorded_render(lookup: Lookup) -> RecordedRender:
    """Return the render, or raise an error that says why there is none.

    Raises:
        BadInputError: the folder is not a rendered repository, or records what its template does
            not accept.
        EnvironmentProblemError: the template cannot be reached.
    """
    if lookup.recorded_render:
        return lookup.recorded_render
    is_unreachable = lookup.version.state is VersionState.TEMPLATE_UNREACHABLE
    failure = EnvironmentProblemError if is_unreachable else BadInputError
    raise failure(lookup.version.message)


def render_recorded_version(root: Path, templates: Templates) -> RecordedRender:
    """Render the recorded version of the repository in ``root``.

    Raises:
        BadInputError: the folder is not a rendered repository, or records what its template does
            not accept.
        EnvironmentProblemError: the template cannot be reached.
    """
    return require_recorded_render(look_up(str(root), WorkTreeFiles(root), templates))


def keys_that_differ(recorded: RecordedRender, path: str) -> list[KeyDifference]:
    """Return the template's keys in a merged file that differ in the repository."""
    found = recorded.files.read(path)
    wanted = parse(recorded.render.files[path].content)
    actual = parse(found.content) if found else None
    if wanted is None or actual is None:
        return []
    return differences(wanted, actual, recorded.render.ownership.keys_of(path))


def _read_answers(files: ProjectFiles, name: str) -> RecordedAnswers:
    found = files.read(ANSWERS_FILE)
    if found and found.kind is FileKind.LINK:
        raise BrokenAnswersError(f"{name}: {ANSWERS_FILE} is a link: restore it from git.")
    return read_recorded(found.content if found else None, name)


def _invalid(finding: VersionFinding, error: BadInputError) -> VersionFinding:
    message = (
        f"{ANSWERS_FILE} has an answer that the template does not accept: {error} Restore the file"
        " from git, and change answers with `goldenpath update --data`."
    )
    return finding.model_copy(update={"state": VersionState.ANSWERS_INVALID, "message": message})


def _failed(state: VersionState, message: str) -> Lookup:
    return Lookup(VersionFinding(state=state, message=message))
