"""What can go wrong in a way that a person is told about, with the exit code of each kind."""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the shell sees."""

    OK = 0
    # Drift, failed rules, conflicts: the command worked, and found something.
    FINDINGS = 1
    BAD_INPUT = 2
    ENVIRONMENT = 3
    INTERRUPTED = 130


class GoldenpathError(Exception):
    """A failure with a sentence for the person who ran the command."""

    exit_code: ClassVar[ExitCode]


class BadInputError(GoldenpathError):
    """An argument, an answer or a file that breaks a rule."""

    exit_code = ExitCode.BAD_INPUT


class EnvironmentProblemError(GoldenpathError):
    """Something that the machine lacks: git, uv, the network, a permission."""

    exit_code = ExitCode.ENVIRONMENT


class InterruptedByUserError(GoldenpathError):
    """Ctrl-C at a question."""

    exit_code = ExitCode.INTERRUPTED
