"""Read TOML from a source that is not trusted."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache

type Document = Mapping[str, object]
# A key by its parts, since a part may hold dots itself.
type KeyPath = tuple[str, ...]

# No real key is deeper, and a much deeper one exceeds Python's recursion limit.
MOST_PARTS = 50
# Found before parsing: tomllib needs time and memory for the square of the number of parts.
_DEEP_KEY = re.compile(
    rb"""(?<![A-Za-z0-9_-])(?:(?:"[^"\n]*+"|'[^'\n]*+'|[A-Za-z0-9_-]++)[ \t]*+\.[ \t]*+){%d}"""
    % MOST_PARTS
)


class NotTomlError(ValueError):
    """The content cannot be read as TOML; the message says why."""


def read_toml(content: bytes) -> Document:
    """Return the document in ``content``, with or without a byte-order mark.

    The content is not trusted.

    Raises:
        NotTomlError: the content is not TOML, or is nested too deeply.
    """
    if has_deep_key(content):
        raise NotTomlError(f"a key has more than {MOST_PARTS} parts")
    try:
        document = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    # ValueError, not only TOMLDecodeError: a number of thousands of digits is a ValueError.
    except ValueError as error:
        raise NotTomlError(str(error)) from error
    except RecursionError as error:
        raise NotTomlError("it is nested too deeply") from error
    if _is_deep(document):
        raise NotTomlError("it is nested too deeply")
    return document


def has_deep_key(content: bytes) -> bool:
    """Return whether a key has more than ``MOST_PARTS`` parts."""
    return bool(_DEEP_KEY.search(content))


def _is_deep(document: Document) -> bool:
    """Return whether values are nested more deeply than a key of ``MOST_PARTS`` parts allows."""
    level: list[object] = [document]
    for _ in range(MOST_PARTS + 1):
        level = [
            inner
            for value in level
            if isinstance(value, (dict, list))
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
    return bool(level)


def parse(content: bytes) -> Document | None:
    """Parse TOML; None if the content is not TOML."""
    try:
        return read_toml(content)
    except NotTomlError:
        return None


@lru_cache(maxsize=16)
def parse_text(text: str) -> Document | None:
    """Parse TOML; the result is cached and shared, so the caller must not change it."""
    return parse(text.encode())


def value_at(document: Document, path: KeyPath) -> object:
    """Return the value of a key; None if the document does not have the key."""
    value: object = document
    for part in path:
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value
