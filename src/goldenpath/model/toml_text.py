"""Reading TOML that a stranger may have written."""

import re
import tomllib
from collections.abc import Mapping

type Document = Mapping[str, object]

# A deeper key is nobody's, and Python cannot follow it to its end.
MOST_PARTS = 50
# Python takes the square of the number of a key's parts, in time and in memory.
_DEEP_KEY = re.compile(
    rb"""(?<![A-Za-z0-9_-])(?:(?:"[^"\n]*+"|'[^'\n]*+'|[A-Za-z0-9_-]++)[ \t]*+\.[ \t]*+){%d}"""
    % MOST_PARTS
)


class NotTomlError(ValueError):
    """The content cannot be read as TOML; the message says why."""


def read_toml(content: bytes) -> Document:
    """Read ``content``, which may be anything, with or without a byte-order mark.

    Raises:
        NotTomlError: it is not TOML, or has a key of too many parts.
    """
    if has_deep_key(content):
        raise NotTomlError(f"a key has more than {MOST_PARTS} parts")
    try:
        document = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    # A number of thousands of digits is a ValueError.
    except ValueError as error:
        raise NotTomlError(str(error)) from error
    except RecursionError as error:
        raise NotTomlError("it is nested too deeply") from error
    if _is_deep(document):
        raise NotTomlError("it is nested too deeply")
    return document


def has_deep_key(content: bytes) -> bool:
    """Whether a key has more than ``MOST_PARTS`` parts."""
    return bool(_DEEP_KEY.search(content))


def _is_deep(document: Document) -> bool:
    """Whether values lie deeper than a key of as many parts as there may be."""
    level: list[object] = [document]
    for _ in range(MOST_PARTS + 1):
        level = [
            inner
            for value in level
            if isinstance(value, (dict, list))
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
    return bool(level)
