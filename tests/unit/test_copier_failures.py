"""What copier raises, as one sentence with the way out."""

import pytest

from goldenpath.model.errors import BadInputError, EnvironmentProblemError, GoldenpathError
from goldenpath.operations.render.copier_failures import in_one_sentence
from goldenpath.operations.render.template_source import TemplateSource


class ProcessExecutionError(Exception):
    """As plumbum, by which copier runs git, names its own."""

    def __init__(self, message: str, stderr: str) -> None:
        super().__init__(message)
        self.stderr = stderr


def told(error: Exception, version: str | None = "v9") -> GoldenpathError:
    return in_one_sentence(error, TemplateSource(location="/t", version=version))


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (
            "Validation error for question 'tier': not\n  this one.",
            "tier: not this one. (Give an answer with --data tier=….)",
        ),
        (
            "Invalid choice for 'tier': x is not in ['a', 'b']",
            "tier: x is not a choice: give --data tier=… with one of a, b.",
        ),
        (
            "Invalid choice for 'tier': too dear",
            "tier: too dear: give another answer with --data tier=….",
        ),
        (
            "Interactive session required: consider using --defaults",
            "There is no terminal to ask questions on: answer them with --data key=value, or use"
            " --defaults to take the defaults.",
        ),
        (
            "Unknown revision: v9",
            "The template /t has no version 'v9': give one of its tags, branches or commits.",
        ),
        (
            "error: pathspec 'v9' did not match",
            "The template /t has no version 'v9': give one of its tags, branches or commits.",
        ),
        ("Something\nelse", "The template /t cannot be rendered: Something else"),
    ],
)
def test_a_failure_is_one_sentence(message: str, sentence: str) -> None:
    found = told(ValueError(message))
    assert isinstance(found, BadInputError)
    assert str(found) == sentence


def test_without_a_version_none_can_be_missing() -> None:
    found = told(ValueError("Unknown revision"), version=None)
    assert str(found) == "The template /t cannot be rendered: Unknown revision"


@pytest.mark.parametrize(
    ("stderr", "said"),
    [("hint\nfatal: no such host\n", "fatal: no such host"), ("", "git failed")],
)
def test_a_template_that_cannot_be_fetched_is_a_matter_of_the_environment(
    stderr: str, said: str
) -> None:
    found = told(ProcessExecutionError("git failed", stderr))
    assert isinstance(found, EnvironmentProblemError)
    assert str(found) == f"The template /t cannot be fetched: git says '{said}'."
