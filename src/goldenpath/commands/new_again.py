"""The command that creates a repository with the answers of a run that failed.

Nothing has to be answered twice.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath.commands.called_as import called_as
from goldenpath.model.recorded_answers import Answer, Answers
from goldenpath.model.shell_words import command_line, path_argument
from goldenpath.operations.new.not_locked import NoAccessError, NotLockedError

if TYPE_CHECKING:
    from goldenpath.commands.new import NewOptions

_NAMED = ("shape", "organisation", "tier")


def with_commands(
    error: NotLockedError, destination: Path, given: NewOptions, answers: Answers
) -> NotLockedError:
    """Add the commands that go on after the error; ``answers`` are those of the command line."""
    no_lock = isinstance(error, NoAccessError)
    # Without questions, the answers of the command line decide everything.
    known = answers if given.defaults else error.answers
    words = [*called_as(), "new", path_argument(str(destination)), *_answers(known)]
    # If all questions are answered, the command need not ask again.
    words += ["--defaults"] if given.defaults or error.is_complete else []
    words += _options(given) + (["--no-lock"] if no_lock else [])
    error.commands = (command_line(words),)
    if no_lock:
        error.commands += (trial_of(destination),)
    return error


def trial_of(repository: Path) -> str:
    """Return the command that tries a service without its private package."""
    return command_line((*called_as(), "try", path_argument(str(repository))))


def _answers(answers: Answers) -> list[str]:
    words = []
    for name in _NAMED:
        words += [f"--{name}", str(answers[name])] if name in answers else []
    for name, answer in answers.items():
        words += ["--data", f"{name}={_written(answer)}"] if name not in _NAMED else []
    return words


def _options(given: NewOptions) -> list[str]:
    words = ["--template", given.template] if given.template else []
    words += ["--vcs-ref", given.vcs_ref] if given.vcs_ref else []
    return words + ([] if given.git else ["--no-git"])


def _written(answer: Answer) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)
