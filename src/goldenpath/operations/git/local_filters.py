"""Filters that a repository's own configuration names. goldenpath does not run them.

A filter is a program that git runs when it writes a file into the work tree or reads it back. Git
LFS is an example. Filters from the person's own configuration (global or system) run, because the
files would be wrong without them. Filters from the repository's .git/config do not run, because
anybody may have written that file.
"""

import os
from collections.abc import Iterable

from goldenpath.model.errors import BadInputError
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.process.environment import clean_environment

_REPOSITORY_SCOPES = frozenset({"local", "worktree"})
_PROGRAMS = frozenset({"clean", "smudge", "process"})
_PREFIX = "filter."
# Settings that name a file for git to read.
_FILES = frozenset({"core.excludesfile", "core.attributesfile"})

type Settings = dict[str, str]


def without_local_filters(git: Git) -> Git:
    """Return a git that runs only the filters of the person's own configuration.

    Raises:
        EnvironmentProblemError: the configuration cannot be read.
    """
    own, local = _filter_settings(git)
    names = _foreign_filters(own, local)
    keys = [f"{_PREFIX}{name}.{program}" for name in names for program in sorted(_PROGRAMS)]
    settings = {key: own.get(key, "") for key in keys}
    # git fails if a required filter has no program, so no such filter is required.
    settings |= {f"{_PREFIX}{name}.required": "false" for name in names}
    # The repository could name a pipe, on which git would wait for ever, or a file outside the
    # repository, which git would read.
    settings |= {key: own.get(key, "") for key in _FILES if key in local}
    if not settings:
        return git
    # The environment may already hold numbered settings of the person. These come after them.
    first = int(clean_environment().get("GIT_CONFIG_COUNT") or 0)
    variables = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (key, value) in enumerate(settings.items(), start=first):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return git.with_variables(**variables)


def require_own_filters(git: Git, paths: Iterable[str]) -> None:
    """Refuse paths to which a filter of the repository's own configuration applies.

    Raises:
        BadInputError: there is such a path.
    """
    own, local = _filter_settings(git)
    foreign = _foreign_filters(own, local)
    if not foreign:
        return
    listed = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    asked = git.require(git.try_run("check-attr", "-z", "--stdin", "filter", stdin=listed), "attr")
    # git prints three fields for each path: the path, the attribute and its value (maybe empty).
    found = os.fsdecode(asked.output).split("\0")
    for path, name in zip(found[::3], found[2::3], strict=False):
        if name in foreign:
            raise BadInputError(
                f"{path} needs the filter '{name}', which goldenpath does not run because only this"
                " repository's .git/config names it: put the filter into your own configuration"
                f" (git config --global filter.{name}.clean …), and try again."
            )


def _foreign_filters(own: Settings, local: Settings) -> set[str]:
    """Return the names of filters with a program that the person's own configuration lacks."""
    keys = [key for key in local if key.startswith(_PREFIX) and local[key] != own.get(key)]
    return {key.removeprefix(_PREFIX).rpartition(".")[0] for key in keys}


def _filter_settings(git: Git) -> tuple[Settings, Settings]:
    """Return the settings for filters and files to read: the person's, then the repository's."""
    asked = git.try_run("config", "--list", "--show-scope", "--includes", "-z")
    listed = git.require(asked, "config").output.decode("utf-8", "surrogateescape").split("\0")
    own: Settings = {}
    local: Settings = {}
    for scope, setting in zip(listed[::2], listed[1::2], strict=False):
        key, _, value = setting.partition("\n")
        if key in _FILES or (key.startswith(_PREFIX) and key.rpartition(".")[2] in _PROGRAMS):
            (local if scope in _REPOSITORY_SCOPES else own)[key] = value
    return own, local
