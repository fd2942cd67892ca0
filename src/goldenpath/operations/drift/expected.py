"""What a repository should be, by the version and the answers that it records."""

from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.drift import VersionState
from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.recorded_answers import ANSWERS_FILE, RecordedAnswers, read_recorded
from goldenpath.operations.drift.project_files import ProjectFiles, WorkTreeFiles
from goldenpath.operations.drift.recorded_version import find_recorded_version
from goldenpath.operations.merge.keys import KeyDifference, differences, parse
from goldenpath.operations.render.engine import Render, RenderEngine
from goldenpath.operations.template_store.checkouts import TemplateCheckout, TemplateStore
from goldenpath.operations.template_store.trust import TrustedTemplates


@dataclass(frozen=True)
class Expected:
    """A repository, and the render that it is compared with."""

    files: ProjectFiles
    recorded: RecordedAnswers
    location: str
    checkout: TemplateCheckout
    render: Render


@dataclass(frozen=True)
class Templates:
    """Where templates come from and what renders them."""

    store: TemplateStore
    engine: RenderEngine
    # Instead of where the repositories say that their template is.
    override: str | None = None
    # Which of those are rendered; None is any, as for a repository of one's own.
    trusted: TrustedTemplates | None = None


def expect(root: Path, templates: Templates) -> Expected:
    """Render what the repository in ``root`` records.

    Raises:
        BadInputError: it is no rendered repository, or records what the template does not accept.
        EnvironmentProblemError: the template cannot be reached.
    """
    files = WorkTreeFiles(root)
    answers_file = files.read(ANSWERS_FILE)
    recorded = read_recorded(answers_file.content if answers_file else None, str(root))
    location = templates.override or recorded.source
    version = find_recorded_version(recorded, location, templates.store)
    if version.checkout is None:
        unreachable = version.finding.state is VersionState.TEMPLATE_UNREACHABLE
        failure = EnvironmentProblemError if unreachable else BadInputError
        raise failure(version.finding.message)
    render = templates.engine.render(version.checkout, recorded.answers, {})
    return Expected(files, recorded, location, version.checkout, render)


def keys_that_differ(expected: Expected, path: str) -> list[KeyDifference]:
    """The template's keys of a merged file that the repository has otherwise."""
    found = expected.files.read(path)
    wanted = parse(expected.render.files[path].content)
    actual = parse(found.content) if found else None
    if wanted is None or actual is None:
        return []
    return differences(wanted, actual, expected.render.ownership.keys_of(path))
