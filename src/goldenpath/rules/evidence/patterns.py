"""Match file names with patterns as in a .gitignore, from files that are not trusted."""

import re
from collections.abc import Iterable

from pathspec import PathSpec

# For a name that does not match, every additional star multiplies the time of the comparison.
_MOST_STARS = 4
_MOST_PATTERNS = 2_000
_LONGEST = 500


def compiled(patterns: Iterable[str]) -> PathSpec:
    """Return one matcher for all patterns.

    Patterns that are invalid, too long or have too many stars are left out: no person writes them.
    """
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
