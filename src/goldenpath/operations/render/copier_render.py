"""Render with copier's public API, and turn its failures into sentences."""

import warnings
from collections.abc import Mapping
from pathlib import Path

import yaml
from jinja2 import TemplateError

from goldenpath.model.base import DataModel
from goldenpath.model.created import RenderRecord
from goldenpath.model.errors import (
    BadInputError,
    InterruptedByUserError,
)
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.flat_yaml import NotFlatError, read_flat
from goldenpath.operations.render.answers import Answers
from goldenpath.operations.render.copier_failures import in_one_sentence
from goldenpath.operations.render.template_source import TemplateSource

_ALWAYS_ASKED = ("project_slug", "shape", "tier", "python_version")

# Questions raise ValueError or TypeError. A git command that fails raises an OSError.
_RENDER_FAILURES = (ValueError, TypeError, OSError, TemplateError, yaml.YAMLError)


class RenderRequest(DataModel):
    """What to render and how to answer the questions."""

    template: TemplateSource
    answers: Answers
    # They replace the template's own defaults; a person can still give another answer.
    defaults: Answers
    ask: bool


def render(request: RenderRequest, into: Path) -> RenderRecord:
    """Render the template into the folder ``into``, which is created.

    Raises:
        BadInputError: an answer, the template or the version is not valid.
        EnvironmentProblemError: the template cannot be reached.
        InterruptedByUserError: the person pressed Ctrl-C at a question.
    """
    # Imported only here, because the import takes 0.4 s, and other commands do not need it.
    import copier
    from copier.errors import CopierAnswersInterrupt, CopierError, DirtyLocalWarning

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            copier.run_copy(
                request.template.location,
                into,
                data=dict(request.answers),
                user_defaults=dict(request.defaults),
                vcs_ref=request.template.version,
                defaults=not request.ask,
                quiet=True,
            )
        except CopierAnswersInterrupt as error:
            raise InterruptedByUserError("Interrupted: nothing was changed.") from error
        except (CopierError, *_RENDER_FAILURES) as error:
            raise in_one_sentence(error, request.template) from error
    recorded = _read_record(into / ANSWERS_FILE, request.template)
    rendered = RenderRecord(
        answers={key: value for key, value in recorded.items() if not key.startswith("_")},
        version=str(recorded["_commit"]) if "_commit" in recorded else None,
        commit=str(recorded["_commit_hash"]) if "_commit_hash" in recorded else None,
        has_uncommitted_template=any(item.category is DirtyLocalWarning for item in caught),
    )
    require_known_questions(request.answers, rendered.answers)
    return rendered


def _read_record(answers_file: Path, template: TemplateSource) -> Answers:
    try:
        recorded = read_flat(answers_file.read_bytes())
    except (OSError, NotFlatError):
        recorded = {}
    require_always_asked(recorded, template)
    # A question without an answer is recorded as null.
    return {name: value for name, value in recorded.items() if value is not None}


def require_always_asked(recorded: Mapping[str, object], template: TemplateSource) -> None:
    """Refuse a template that does not ask what goldenpath's templates always ask.

    Raises:
        BadInputError: a question is missing.
    """
    missing = [name for name in _ALWAYS_ASKED if name not in recorded]
    if missing:
        raise BadInputError(
            f"{template.location} is not a template of goldenpath: its render has no {missing[0]}"
            f" in {ANSWERS_FILE}. Render it with `copier copy` instead."
        )


def require_known_questions(given: Answers, recorded: Answers) -> None:
    """Refuse an answer to a question that the template does not ask.

    Raises:
        BadInputError: there is one.
    """
    unknown = [key for key in given if key not in recorded]
    if unknown:
        raise BadInputError(
            f"There is no question '{unknown[0]}' in this template: its questions are"
            f" {', '.join(sorted(recorded))}."
        )
