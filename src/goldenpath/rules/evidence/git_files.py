"""What git tracks. A rule does not start git itself: whoever runs the rules tells it how to ask."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class TrackedFiles:
    """The files below a folder that git tracks, or why that is not known."""

    # Relative to the folder, with slashes. Empty where there is no git repository.
    paths: frozenset[str] = frozenset()
    # Why git cannot tell, although there is a repository. A rule that needs to know is not kept.
    problem: str | None = None


type AskGit = Callable[[Path], TrackedFiles]
