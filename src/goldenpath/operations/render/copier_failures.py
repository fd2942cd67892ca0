"""Turn the errors of copier into one sentence for the person who gave the answers."""

import re

from goldenpath.model.errors import BadInputError, EnvironmentProblemError, GoldenpathError
from goldenpath.operations.render.template_source import TemplateSource

_INVALID_ANSWER = re.compile(r"Validation error for question '(?P<question>\w+)': (?P<problem>.+)")
_INVALID_CHOICE = re.compile(
    r"Invalid choice for '(?P<question>\w+)': (?P<given>.+) is not in \[(?P<known>.*)\]"
)

_REFUSED_CHOICE = re.compile(r"Invalid choice for '(?P<question>\w+)': (?P<problem>.+)")


def in_one_sentence(error: Exception, template: TemplateSource) -> GoldenpathError:
    """Return an error that says in one sentence why a render failed."""
    text = " ".join(str(error).split())
    return _about_an_answer(text) or _about_the_template(error, text, template)


def _about_an_answer(text: str) -> BadInputError | None:
    if invalid := _INVALID_ANSWER.search(text):
        question = invalid["question"]
        return BadInputError(
            f"{question}: {invalid['problem']} (Give an answer with --data {question}=….)"
        )
    if choice := _INVALID_CHOICE.search(text):
        known = choice["known"].replace("'", "")
        question = choice["question"]
        return BadInputError(
            f"{question}: {choice['given']} is not a choice: give --data {question}=… with one"
            f" of {known}."
        )
    if refused := _REFUSED_CHOICE.search(text):
        question = refused["question"]
        return BadInputError(
            f"{question}: {refused['problem']}: give another answer with --data {question}=…."
        )
    if "Interactive session required" in text:
        return BadInputError(
            "There is no terminal to ask questions on: answer them with --data key=value, or use"
            " --defaults to take the defaults."
        )
    return None


def _about_the_template(error: Exception, text: str, template: TemplateSource) -> GoldenpathError:
    if template.version and ("Unknown revision" in text or "pathspec" in text):
        return BadInputError(
            f"The template {template.location} has no version {template.version!r}: give one of its"
            " tags, branches or commits."
        )
    if type(error).__name__ == "ProcessExecutionError":
        last_line = str(getattr(error, "stderr", "")).strip().splitlines()[-1:] or [text]
        return EnvironmentProblemError(
            f"The template {template.location} cannot be fetched: git says '{last_line[0]}'."
        )
    return BadInputError(f"The template {template.location} cannot be rendered: {text}")
