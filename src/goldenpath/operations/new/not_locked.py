"""The failures after which a person goes on with the answers that were already given."""

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.model.recorded_answers import Answers


class NotLockedError(EnvironmentProblemError):
    """The dependencies cannot be locked. Nothing was written, and the answers are not lost."""

    def __init__(self, problem: str, answers: Answers, *, is_complete: bool) -> None:
        super().__init__(problem)
        self.answers = answers
        # Whether every question is answered.
        self.is_complete = is_complete


class NoAccessError(NotLockedError):
    """A private package that is needed cannot be reached from this machine."""
