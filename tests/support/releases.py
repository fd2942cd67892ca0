"""The releases of this project: a clone in which each release commit has its tag.

Tags do not travel with every copy of a repository; the subjects of the release commits do.
"""

import re
from pathlib import Path

import pytest

from support.template import ROOT, git

_SUBJECT = re.compile(r"^(?P<commit>[0-9a-f]{40}) chore\(release\): (?P<tag>v\d+\.\d+\.\d+)$")


def require_history() -> None:
    """Skip the test in a shallow clone, which has no earlier releases."""
    if git("rev-parse", "--is-shallow-repository", folder=ROOT).strip() == "true":
        pytest.skip("a shallow clone has no earlier releases; `git fetch --unshallow` brings them")


def release_commits() -> tuple[tuple[str, str], ...]:
    """Tag and commit of every release, oldest first."""
    log = git("log", "--reverse", "--format=%H %s", folder=ROOT).splitlines()
    found = [match for line in log if (match := _SUBJECT.match(line))]
    return tuple((match["tag"], match["commit"]) for match in found)


def release_clone(folder: Path) -> Path:
    """A clone of this project with its releases tagged."""
    git("clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder), folder=ROOT)
    for tag, commit in release_commits():
        git("tag", "--force", tag, commit, folder=folder)
    return folder
