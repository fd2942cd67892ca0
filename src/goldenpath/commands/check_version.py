"""goldenpath check --version-only: which release a repository has, and which there are.

It imports neither Pydantic, nor Rich, nor the library of the command line, so that a prompt or a
hook can afford to ask.
"""

from pathlib import Path

from goldenpath.model.errors import ExitCode
from goldenpath.operations.check.version_only import check_version
from goldenpath.operations.files.named_path import expanded
from goldenpath.output.visible import visible_line

_OPTIONS = frozenset({"--version-only", "--allow-behind", "--quiet"})


def check_versions(arguments: list[str]) -> int | None:
    """Check the versions of the repositories that are named; None when more is asked for.

    Raises:
        BadInputError: a repository has no answers, or no valid ones.
        EnvironmentProblemError: a local template is not there.
    """
    options = {argument for argument in arguments if argument.startswith("-")}
    if not options <= _OPTIONS:
        return None
    paths = [argument for argument in arguments if not argument.startswith("-")] or ["."]
    is_behind = False
    for path in paths:
        row = check_version(expanded(Path(path)))
        is_behind = is_behind or row.is_behind
        if "--quiet" not in options:
            print(visible_line(row.sentence))
    return ExitCode.FINDINGS if is_behind and "--allow-behind" not in options else ExitCode.OK
