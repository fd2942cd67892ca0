"""The files that git tracks.

A rule does not start git itself: the code that runs the rules provides a function that asks git.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class TrackedFiles:
    """The files below a folder that git tracks, or why they are not known."""

    # Relative to the folder, with slashes. Empty if there is no git repository.
    paths: frozenset[str] = frozenset()
    # Why git cannot list the files, although there is a repository; None if git can. A rule that
    # needs the list is then not met.
    problem: str | None = None


type AskGit = Callable[[Path], TrackedFiles]
