"""Patterns of file names, written as in a .gitignore, from files that nobody can vouch for."""

import re
from collections.abc import Iterable

from pathspec import PathSpec

# Each star more multiplies the time that a name takes which does not match.
_MOST_STARS = 4
_MOST_PATTERNS = 2_000
_LONGEST = 500


def compiled(patterns: Iterable[str]) -> PathSpec:
    """The patterns as one; those that no person writes are left out, as are those that are none."""
    return PathSpec.from_lines("gitignore", list(filter(_is_sound, patterns))[:_MOST_PATTERNS])


def _is_sound(pattern: str) -> bool:
    stars = len(re.findall(r"\*+", pattern))
    if stars > _MOST_STARS or len(pattern) > _LONGEST:
        return False
    try:
        PathSpec.from_lines("gitignore", [pattern])
    except ValueError:
        return False
    return True
