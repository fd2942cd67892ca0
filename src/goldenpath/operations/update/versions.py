"""Find the version that an update leads to, and render both versions."""

from goldenpath.model.errors import BadInputError
from goldenpath.model.recorded_answers import Answers, RecordedAnswers
from goldenpath.model.rendered import Render
from goldenpath.operations.comparison.repository_notes import notes_between
from goldenpath.operations.recorded.recorded_render import (
    RecordedRender,
    Templates,
    render_recorded_version,
)
from goldenpath.operations.render.questionnaire import InvalidAnswerError
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.template_store.versions import version_of
from goldenpath.operations.update.request import RenderedVersions, UpdateRequest


def find_versions(request: UpdateRequest, templates: Templates) -> RenderedVersions:
    """Render the recorded version, and the version that the update leads to.

    Raises:
        BadInputError: an answer is not valid any more, or the version is older or unknown.
        EnvironmentProblemError: the template cannot be reached.
    """
    recorded = render_recorded_version(request.root, templates)
    target = _target(request, recorded, templates)
    changed, after = _render(request, recorded, target, templates)
    unknown = [name for name in request.changed if name not in after.answers]
    if unknown:
        raise BadInputError(
            f"'{unknown[0]}' is not a question that applies in {target.version}: its questions are"
            f" {', '.join(sorted(after.answers))}."
        )
    return RenderedVersions(
        old=recorded.checkout,
        new=target,
        before=recorded.render,
        after=after,
        notes=_notes(recorded.answers_file, after, changed),
        release_notes=notes_between((recorded.checkout, recorded.render), (target, after)),
        recorded=recorded,
    )


def _target(
    request: UpdateRequest, recorded: RecordedRender, templates: Templates
) -> TemplateCheckout:
    if request.to:
        target = templates.store.checkout(recorded.location, request.to)
        _require_forward(recorded.checkout, target)
        return target
    releases = templates.store.releases(recorded.location)
    if releases.not_reached:
        raise BadInputError(
            f"The newest release of the template {recorded.location} cannot be found:"
            f" {releases.not_reached}. Try again, or use --to with a version that was fetched"
            " before."
        )
    version = recorded.answers_file.version
    # A tag that was moved still says which release it is; the commit alone does not.
    is_release = version is not None and releases.tagged(version) is not None
    newest = releases.newer_than(version if version and is_release else recorded.checkout.version)
    if not newest:
        return recorded.checkout
    return templates.store.checkout(recorded.location, newest[-1])


def _require_forward(old: TemplateCheckout, new: TemplateCheckout) -> None:
    before, after = version_of(old.version), version_of(new.version)
    if before and after and after < before:
        raise BadInputError(
            f"{new.version} is older than {old.version}, the recorded version, and an update only"
            " goes forward: to go back, use git to return to the commit before the update."
        )


def _render(
    request: UpdateRequest, recorded: RecordedRender, target: TemplateCheckout, templates: Templates
) -> tuple[Answers, Render]:
    """Render the target version. If the request says so, first ask its new questions."""
    answers, changed = recorded.answers_file.answers, request.changed
    try:
        after = templates.engine.render(target, answers, changed)
        has_open_questions = bool(after.defaulted)
    except InvalidAnswerError:
        # A person can answer a new question that has no default.
        if not request.ask:
            raise
        has_open_questions = True
    if request.ask and has_open_questions:
        changed = {**changed, **_ask(recorded, target, changed)}
        after = templates.engine.render(target, answers, changed)
    return changed, after


def _ask(recorded: RecordedRender, target: TemplateCheckout, changed: Answers) -> Answers:
    """Ask the questions that have no answer yet, on the terminal, as copier asks them."""
    # Imported here: the import takes half a second, and only a person at a terminal needs it.
    from goldenpath.operations.render.ask import ask_missing

    return ask_missing(target, {**recorded.answers_file.answers, **changed})


def _notes(recorded: RecordedAnswers, after: Render, changed: Answers) -> tuple[str, ...]:
    gone = [name for name in recorded.answers if name not in after.answers]
    new = [name for name in after.answers if name not in recorded.answers]
    return (
        *(
            f"The question {name} is gone; its answer was {recorded.answers[name]!r}."
            for name in sorted(gone)
        ),
        *(
            f"The question {name} is new; its answer is {after.answers[name]!r}"
            + ("." if name in changed else f", the default: change it with --data {name}=….")
            for name in sorted(new)
        ),
    )
