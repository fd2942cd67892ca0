"""What a repository records, rendered: its version and its answers, through its template."""

import shlex
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
from goldenpath.operations.drift.recorded_version import find_recorded_version
from goldenpath.operations.files.project_files import ProjectFiles, WorkTreeFiles
from goldenpath.operations.merge.keys import KeyDifference, differences, parse
from goldenpath.operations.render.engine import RenderEngine
from goldenpath.operations.template_store.checkouts import TemplateCheckout, TemplateStore
from goldenpath.operations.template_store.trust import TrustedTemplates

_FOREIGN = (
    "Rendered from {0}, which is not a template of your organisations: pass --trust {1} if you"
    " vouch for it."
)


@dataclass(frozen=True)
class Templates:
    """Where templates come from and what renders them."""

    store: TemplateStore
    engine: RenderEngine
    # Instead of where the repositories say that their template is.
    override: str | None = None
    # Which templates may be rendered; None is any, as for a repository of one's own.
    trusted: TrustedTemplates | None = None


@dataclass(frozen=True)
class RecordedRender:
    """A repository, and what the version that it records renders with its answers."""

    files: ProjectFiles
    recorded: RecordedAnswers
    location: str
    checkout: TemplateCheckout
    render: Render


@dataclass(frozen=True)
class Lookup:
    """What was found out about a repository's version."""

    version: VersionFinding
    shape: str | None = None
    # None when it cannot be rendered; ``version`` says why.
    recorded_render: RecordedRender | None = None


def look_up(name: str, files: ProjectFiles, templates: Templates) -> Lookup:
    """Find the recorded version of a repository in its template, and render it."""
    try:
        recorded = _read_answers(files, name)
    except NoAnswersError as error:
        return _failed(VersionState.ANSWERS_MISSING, str(error))
    except BrokenAnswersError as error:
        return _failed(VersionState.ANSWERS_BROKEN, str(error))
    location = templates.override or recorded.source
    trusted = templates.trusted
    if trusted and location != templates.override and not trusted.trusts(location):
        foreign = _FOREIGN.format(location, shlex.quote(location))
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
    """The render, which must have been possible.

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
    """Render what the repository in ``root`` records.

    Raises:
        BadInputError: the folder is not a rendered repository, or records what its template does
            not accept.
        EnvironmentProblemError: the template cannot be reached.
    """
    return require_recorded_render(look_up(str(root), WorkTreeFiles(root), templates))


def keys_that_differ(recorded: RecordedRender, path: str) -> list[KeyDifference]:
    """The template's keys of a merged file that the repository has otherwise."""
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
        f"{ANSWERS_FILE} holds what the template does not accept: {error} Restore it from git, and"
        " change answers with `goldenpath update --data`."
    )
    return finding.model_copy(update={"state": VersionState.ANSWERS_INVALID, "message": message})


def _failed(state: VersionState, message: str) -> Lookup:
    return Lookup(VersionFinding(state=state, message=message))
