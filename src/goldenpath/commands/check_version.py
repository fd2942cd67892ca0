"""goldenpath check --version-only: whether a repository has the newest release of its template.

This module does not import Pydantic, Rich or cyclopts, so that it is fast enough for a shell prompt
or a git hook.
"""

from collections.abc import Iterable
from pathlib import Path

from goldenpath.model.errors import BadInputError, ExitCode
from goldenpath.operations.check.version_only import check_version
from goldenpath.operations.files.named_path import expanded
from goldenpath.output.visible import visible_line

_OPTIONS = frozenset({"--version-only", "--allow-behind", "--quiet"})


def check_versions(arguments: list[str]) -> int:
    """Check the versions of the named repositories and return the exit code.

    Raises:
        BadInputError: another option is given; or a repository has no answers, or its answers are
            not valid.
        EnvironmentProblemError: a local template does not exist.
    """
    arguments = _with_paths(arguments)
    options = {argument for argument in arguments if argument.startswith("-")}
    if others := sorted(options - _OPTIONS):
        raise BadInputError(
            f"--version-only compares no files, so {others[0]} has no meaning with it: leave out"
            " one of them."
        )
    paths = [argument for argument in arguments if not argument.startswith("-")] or ["."]
    is_behind = False
    for path in paths:
        row = check_version(expanded(Path(path)))
        is_behind = is_behind or row.is_behind
        if "--quiet" not in options:
            print(visible_line(row.sentence))
    return ExitCode.FINDINGS if is_behind and "--allow-behind" not in options else ExitCode.OK


def _with_paths(arguments: Iterable[str]) -> list[str]:
    """Return the arguments with each `--repository FOLDER` as the folder alone."""
    return [
        argument.removeprefix("--repository=")
        for argument in arguments
        if argument != "--repository"
    ]
