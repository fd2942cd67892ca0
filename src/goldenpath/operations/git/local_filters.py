"""The filters that a repository's own configuration names, which goldenpath does not run.

A filter is a program that git runs when it writes a file into the work tree or reads it back, as
Git LFS does. Those of a person's own configuration (global or system) run, since the files would be
wrong without them. Those of the repository's .git/config do not: it may come from anybody.
"""

import os
from collections.abc import Iterable

from goldenpath.model.errors import BadInputError
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.process.environment import clean_environment

_OF_THE_REPOSITORY = frozenset({"local", "worktree"})
_PROGRAMS = frozenset({"clean", "smudge", "process"})
_PREFIX = "filter."
# Settings that name a file for git to read.
_FILES = frozenset({"core.excludesfile", "core.attributesfile"})

type Settings = dict[str, str]


def without_local_filters(git: Git) -> Git:
    """Git in the same repository, with the filters of the person's own configuration only.

    Raises:
        EnvironmentProblemError: the configuration cannot be read.
    """
    own, local = _filters(git)
    names = _foreign(own, local)
    keys = [f"{_PREFIX}{name}.{program}" for name in names for program in sorted(_PROGRAMS)]
    settings = {key: own.get(key, "") for key in keys}
    # A filter that is required and has no program would fail.
    settings |= {f"{_PREFIX}{name}.required": "false" for name in names}
    # git would wait for a pipe, and read what is elsewhere.
    settings |= {key: own.get(key, "") for key in _FILES if key in local}
    if not settings:
        return git
    # The environment may hold settings of the person's already; these come after them.
    first = int(clean_environment().get("GIT_CONFIG_COUNT") or 0)
    variables = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (key, value) in enumerate(settings.items(), start=first):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return git.with_variables(**variables)


def require_own_filters(git: Git, paths: Iterable[str]) -> None:
    """Refuse paths that a filter of the repository's own configuration is meant for.

    Raises:
        BadInputError: there is such a path.
    """
    own, local = _filters(git)
    foreign = _foreign(own, local)
    if not foreign:
        return
    listed = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    asked = git.require(git.try_run("check-attr", "-z", "--stdin", "filter", stdin=listed), "attr")
    # A path, the attribute's name and its value, which may be empty.
    found = os.fsdecode(asked.output).split("\0")
    for path, name in zip(found[::3], found[2::3], strict=False):
        if name in foreign:
            raise BadInputError(
                f"{path} goes through the filter '{name}', a program that only this repository's"
                " .git/config names, and goldenpath does not run it: put it into your own"
                f" configuration (git config --global filter.{name}.clean …), and try again."
            )


def _foreign(own: Settings, local: Settings) -> set[str]:
    """The names of the filters that are not the person's own."""
    keys = [key for key in local if key.startswith(_PREFIX) and local[key] != own.get(key)]
    return {key.removeprefix(_PREFIX).rpartition(".")[0] for key in keys}


def _filters(git: Git) -> tuple[Settings, Settings]:
    """Programs of filters, and files to read: the person's own, and the repository's."""
    asked = git.try_run("config", "--list", "--show-scope", "--includes", "-z")
    listed = git.require(asked, "config").output.decode("utf-8", "surrogateescape").split("\0")
    own: Settings = {}
    local: Settings = {}
    for scope, setting in zip(listed[::2], listed[1::2], strict=False):
        key, _, value = setting.partition("\n")
        if key in _FILES or (key.startswith(_PREFIX) and key.rpartition(".")[2] in _PROGRAMS):
            (local if scope in _OF_THE_REPOSITORY else own)[key] = value
    return own, local
