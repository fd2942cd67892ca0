"""TOML that takes longer to read than any project's: refused by its looks."""

import re

from goldenpath.model.errors import BadInputError

# Bytes. Python reads a megabyte in a second.
_MOST_BYTES = 200_000
_MOST_PARTS = 50
# A key of many parts. Python takes the square of their number, in time and in memory.
_DEEP_KEY = re.compile(
    # Not from the middle of a word, or a long one would be looked at from each of its letters.
    rb"""(?<![A-Za-z0-9_-])(?:(?:"[^"\n]*+"|'[^'\n]*+'|[A-Za-z0-9_-]++)[ \t]*+\.[ \t]*+){%d}"""
    % _MOST_PARTS
)


def refuse_bomb(path: str, content: bytes) -> None:
    """Refuse a TOML file that is too large, or too deep; other files pass.

    Raises:
        BadInputError: it is.
    """
    if not path.endswith(".toml"):
        return
    if len(content) > _MOST_BYTES:
        raise BadInputError(
            f"{path} has {len(content)} bytes, and at most {_MOST_BYTES} are read: make it smaller."
        )
    if _DEEP_KEY.search(content):
        raise BadInputError(
            f"{path} has a key of more than {_MOST_PARTS} parts: give it fewer dots."
        )
