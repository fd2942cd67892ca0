"""goldenpath check as hooks and CI jobs call it: with paths, and options that have no value.

cyclopts reads every other command line. This module reads these few without it, because its import
takes as long as the check.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from goldenpath.commands.check_paths import CheckOutput, check_paths
from goldenpath.commands.templates import templates
from goldenpath.model.standards import StandardsRequest
from goldenpath.operations.check.check_repository import CheckRequest

_OPTIONS = frozenset({"--allow-behind", "--drift", "--no-lock", "--quiet", "--rules"})


class PlainCheck(NamedTuple):
    """What such a command line asks for."""

    paths: tuple[Path, ...]
    request: CheckRequest
    output: CheckOutput

    def run(self) -> int:
        """Check, print and return the exit code.

        Raises:
            GoldenpathError: a repository cannot be checked.
        """
        return check_paths(self.paths, self.request, self.output, templates())


def read_plain_check(arguments: Sequence[str]) -> PlainCheck | None:
    """Read the arguments of `check`; None if cyclopts must read them."""
    given = [argument for argument in arguments if argument.startswith("-")]
    options = set(given)
    # cyclopts refuses two of them together, and an option that is given twice.
    is_plain = options <= _OPTIONS and len(options) == len(given)
    if not is_plain or options >= {"--drift", "--rules"} or "" in arguments:
        return None
    return PlainCheck(
        paths=tuple(Path(argument) for argument in arguments if argument not in options),
        request=CheckRequest(
            drift="--rules" not in options,
            lock="--no-lock" not in options,
            standards=None if "--drift" in options else StandardsRequest(),
        ),
        output=CheckOutput(is_quiet="--quiet" in options, allow_behind="--allow-behind" in options),
    )
