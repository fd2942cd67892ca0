"""Rendering by copier's public API, with its failures turned into sentences."""

import re
import warnings
from collections.abc import Mapping
from pathlib import Path

import yaml
from jinja2 import TemplateError

from goldenpath.model.data_file import DataModel
from goldenpath.model.errors import (
    BadInputError,
    EnvironmentProblemError,
    GoldenpathError,
    InterruptedByUserError,
)
from goldenpath.operations.render.answers import Answer, Answers
from goldenpath.operations.render.template_source import TemplateSource

ANSWERS_FILE = ".copier-answers.yml"
_ALWAYS_ASKED = ("project_slug", "shape", "tier", "python_version")

# A question raises ValueError or TypeError; git that fails raises an OSError.
_RENDER_FAILURES = (ValueError, TypeError, OSError, TemplateError, yaml.YAMLError)
_INVALID_ANSWER = re.compile(r"Validation error for question '(?P<question>\w+)': (?P<problem>.+)")
_INVALID_CHOICE = re.compile(
    r"Invalid choice for '(?P<question>\w+)': (?P<given>.+) is not in \[(?P<known>.*)\]"
)


class RenderRequest(DataModel):
    """What to render and how to answer the questions."""

    template: TemplateSource
    answers: Answers
    # Instead of the template's own defaults; a person can still answer otherwise.
    defaults: Answers
    ask: bool


class Rendered(DataModel):
    """What a render recorded."""

    answers: Answers
    version: str | None
    has_uncommitted_template: bool


def render(request: RenderRequest, into: Path) -> Rendered:
    """Render the template into the folder ``into``, which is made.

    Raises:
        BadInputError: an answer, the template or the version is not valid.
        EnvironmentProblemError: the template cannot be reached.
        InterruptedByUserError: Ctrl-C at a question.
    """
    # 0.4 s of imports, which the other commands need not pay.
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
            raise InterruptedByUserError("Interrupted: nothing was written.") from error
        except (CopierError, *_RENDER_FAILURES) as error:
            raise _in_one_sentence(error, request.template) from error
    recorded = _read_record(into / ANSWERS_FILE, request.template)
    rendered = Rendered(
        answers={key: value for key, value in recorded.items() if not key.startswith("_")},
        version=str(recorded["_commit"]) if "_commit" in recorded else None,
        has_uncommitted_template=any(item.category is DirtyLocalWarning for item in caught),
    )
    _require_known_questions(request.answers, rendered.answers)
    return rendered


def _read_record(answers_file: Path, template: TemplateSource) -> Mapping[str, Answer]:
    try:
        recorded = yaml.safe_load(answers_file.read_text(encoding="utf-8"))
        missing = [name for name in _ALWAYS_ASKED if name not in recorded]
    except (OSError, TypeError, yaml.YAMLError):
        missing = [*_ALWAYS_ASKED]
    if missing:
        raise BadInputError(
            f"{template.location} is not a template of goldenpath: what it renders records no"
            f" {missing[0]} in {ANSWERS_FILE}. Render it with `copier copy` instead."
        )
    return recorded


def _require_known_questions(given: Answers, recorded: Answers) -> None:
    unknown = [key for key in given if key not in recorded]
    if unknown:
        raise BadInputError(
            f"'{unknown[0]}' is no question of this template: its questions are"
            f" {', '.join(sorted(recorded))}."
        )


def _in_one_sentence(error: Exception, template: TemplateSource) -> GoldenpathError:
    text = " ".join(str(error).split())
    if invalid := _INVALID_ANSWER.search(text):
        question = invalid["question"]
        return BadInputError(
            f"{question}: {invalid['problem']} (Give it with --data {question}=….)"
        )
    if choice := _INVALID_CHOICE.search(text):
        known = choice["known"].replace("'", "")
        question = choice["question"]
        return BadInputError(
            f"{question}: {choice['given']} is not a choice: give --data {question}=… with one"
            f" of {known}."
        )
    if "Interactive session required" in text:
        return BadInputError(
            "There is no terminal to ask questions on: answer them with --data key=value, or take"
            " the defaults with --defaults."
        )
    if template.version and ("Unknown revision" in text or "pathspec" in text):
        return BadInputError(
            f"The template {template.location} has no version {template.version!r}: give a tag,"
            " a branch or a commit that it has."
        )
    if type(error).__name__ == "ProcessExecutionError":
        last_line = str(getattr(error, "stderr", "")).strip().splitlines()[-1:] or [text]
        return EnvironmentProblemError(
            f"The template {template.location} cannot be fetched: git says '{last_line[0]}'."
        )
    return BadInputError(f"The template {template.location} cannot be rendered: {text}")
