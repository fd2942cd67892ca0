"""goldenpath check --version-only: which release a repository has, and which there are.

Without Pydantic, Rich and the command line's library: a prompt or a hook can afford to ask.
"""

import re
from pathlib import Path

from goldenpath.model.errors import BadInputError, ExitCode
from goldenpath.model.flat_yaml import MOST_BYTES, read_flat
from goldenpath.operations.drift.named_path import expanded
from goldenpath.operations.regular_file import read_regular
from goldenpath.operations.template_store.locations import require_reachable
from goldenpath.operations.template_store.versions import KnownReleases, find_releases
from goldenpath.output.visible import visible_line

_ANSWERS_FILE = ".copier-answers.yml"
_OPTIONS = frozenset({"--version-only", "--allow-behind", "--quiet"})
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


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
        behind, sentence = _check(expanded(Path(path)))
        is_behind = is_behind or behind
        if "--quiet" not in options:
            print(visible_line(sentence))
    return ExitCode.DRIFT if is_behind and "--allow-behind" not in options else ExitCode.OK


def _check(root: Path) -> tuple[bool, str]:
    location, version, commit = _recorded(root)
    releases = find_releases(require_reachable(location))
    if releases.not_reached:
        return False, f"{root}: {version}; newer releases could not be seen: {releases.not_reached}"
    return _compare(root, (version, commit), releases)


def _compare(
    root: Path, recorded: tuple[str, str | None], releases: KnownReleases
) -> tuple[bool, str]:
    version, commit = recorded
    tagged = releases.tagged(version)
    if tagged and commit and tagged.commit != commit:
        return True, f"{root}: the tag {version} was moved to {tagged.commit[:12]}"
    if newer := releases.newer_than(version):
        return True, f"{root}: {version} is behind {', '.join(newer)}"
    return False, f"{root}: {version} is current"


def _recorded(root: Path) -> tuple[str, str, str | None]:
    path = root / _ANSWERS_FILE
    try:
        recorded = read_flat(read_regular(path, MOST_BYTES).content)
    except FileNotFoundError as error:
        raise BadInputError(
            f"{path} cannot be read: give the folder of a rendered repository."
        ) from error
    except (OSError, ValueError) as error:
        raise BadInputError(f"{path} {_why(error)}: restore it from git.") from error
    location, version = recorded.get("_src_path"), recorded.get("_commit")
    if not isinstance(location, str) or version is None:
        raise BadInputError(
            f"{path} does not say from which version of which template it is: restore it from git."
        )
    commit = str(recorded.get("_commit_hash"))
    return location, str(version), commit if _HASH.fullmatch(commit) else None


def _why(error: OSError | ValueError) -> str:
    """What is so about a file that is read by nobody: a clause that begins with a verb."""
    is_reading = isinstance(error, OSError) and error.strerror
    return f"cannot be read ({error.strerror})" if is_reading else str(error)
