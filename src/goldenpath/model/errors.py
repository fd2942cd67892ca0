"""The errors that are reported to a person in one sentence, each with its exit code."""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """The exit codes of the command line."""

    OK = 0
    # The command worked and found something: drift, failed rules or conflicts.
    FINDINGS = 1
    BAD_INPUT = 2
    ENVIRONMENT = 3
    INTERRUPTED = 130


class GoldenpathError(Exception):
    """A failure; its message is one sentence for the person who ran the command."""

    exit_code: ClassVar[ExitCode]
    # Commands that go on from here, each complete, to be printed on a line of its own.
    commands: tuple[str, ...] = ()


class BadInputError(GoldenpathError):
    """An argument, an answer or a file breaks a rule."""

    exit_code = ExitCode.BAD_INPUT


class EnvironmentProblemError(GoldenpathError):
    """The machine lacks something: git, uv, the network or a permission."""

    exit_code = ExitCode.ENVIRONMENT


class InterruptedByUserError(GoldenpathError):
    """A person pressed Ctrl-C at a question."""

    exit_code = ExitCode.INTERRUPTED
