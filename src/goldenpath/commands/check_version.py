"""goldenpath check --version-only: whether a repository has the newest release of its template.

This module does not import Pydantic, Rich or cyclopts, so that it is fast enough for a shell prompt
or a git hook.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from goldenpath.model.errors import ExitCode
from goldenpath.operations.check.version_only import check_version
from goldenpath.operations.files.named_path import expanded
from goldenpath.output.visible import visible_line

_OPTIONS = frozenset({"--version-only", "--allow-behind", "--quiet"})


class VersionCheck(NamedTuple):
    """Which repositories to check, and what to make of the result."""

    paths: tuple[Path, ...]
    is_quiet: bool
    # Whether a newer release is no finding.
    allow_behind: bool

    def run(self) -> int:
        """Check the versions, print a line for each repository, and return the exit code.

        Raises:
            BadInputError: a repository has no answers, or its answers are not valid.
            EnvironmentProblemError: a local template does not exist.
        """
        is_behind = False
        for path in self.paths or (Path(),):
            row = check_version(expanded(path))
            is_behind = is_behind or row.is_behind
            if not self.is_quiet:
                print(visible_line(row.sentence))
        return ExitCode.FINDINGS if is_behind and not self.allow_behind else ExitCode.OK


def read_version_check(arguments: Sequence[str]) -> VersionCheck | None:
    """Read the arguments of `check --version-only`; None if cyclopts must read them."""
    given = [argument for argument in arguments if argument.startswith("-")]
    options = set(given)
    if not options <= _OPTIONS or len(options) < len(given):
        return None
    return VersionCheck(
        paths=tuple(Path(argument) for argument in arguments if argument not in options),
        is_quiet="--quiet" in options,
        allow_behind="--allow-behind" in options,
    )
