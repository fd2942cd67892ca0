"""Find the positions of statements, values and elements in a TOML text, with their comments.

TOML parsers return values, and tomlkit returns a tree. Neither tells which lines belong to a key.
This module cuts a text into statements, so that one can be replaced while every other byte stays.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from goldenpath.model.toml_text import KeyPath

# A string is one token: a hash or a bracket inside it does not begin a comment or an array.
_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<string>\"{3}(?:[^\\]|\\.)*?\"{3,5}(?!\") | '{3}.*?'{3,5}(?!')
                | "(?:[^"\\\n]|\\.)*" | '[^'\n]*')
    | (?P<open>[\[{]) | (?P<close>[\]}]) | (?P<comma>,) | (?P<equals>=) | (?P<newline>\n)
    | (?P<blank>[ \t]+)
    | (?P<bare>[^\s\[\]{},="'\#]+)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a TOML text."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The position after the token."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Span:
    """The position of a part of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return this part of the text."""
        return text[self.start : self.end]

    def replaced(self, text: str, new: str) -> str:
        """Return the text with ``new`` in place of this part."""
        return text[: self.start] + new + text[self.end :]


@dataclass(frozen=True, slots=True)
class Statement:
    """A key with its value, or the header of a table."""

    path: KeyPath
    # The table that contains the statement. For a header, the table that it opens.
    table: KeyPath
    # Whole lines, with the comments directly above.
    span: Span
    # None for the header of a table.
    value: Span | None
    # The end of the comments directly below that do not belong to the next statement.
    tail: int


class UnreadableTextError(ValueError):
    """The text is not TOML, or has a form that this module cannot read."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text.

    Raises:
        UnreadableTextError: a part of the text is not a TOML token.
    """
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise UnreadableTextError(f"The text at position {position} is not TOML.")
        yield Token(str(found.lastgroup), found[0], position)
        position = found.end()


@lru_cache(maxsize=256)
def comments(text: str) -> tuple[str, ...]:
    """Return every comment, in order, without the white space at its end."""
    return tuple(token.text.rstrip() for token in tokens(text) if token.kind == "comment")


def is_readable(text: str) -> bool:
    """Return whether the text can be cut into statements."""
    try:
        statements(text)
    except UnreadableTextError:
        return False
    return True


@lru_cache(maxsize=64)
def statements(text: str) -> tuple[Statement, ...]:
    """Cut a text into its statements.

    Raises:
        UnreadableTextError: it is not TOML.
    """
    found: list[Statement] = []
    table: KeyPath = ()
    start: int | None = None
    for line in _lines(text):
        words = [token for token in line if token.kind not in ("blank", "comment", "newline")]
        has_comment = any(token.kind == "comment" for token in line)
        if not words:
            # A blank line separates a comment from the statement below it.
            start = (line[0].start if start is None else start) if has_comment else None
            if has_comment and found and found[-1].tail == line[0].start:
                found[-1] = _with_tail(found[-1], line[-1].end)
            continue
        above = line[0].start if start is None else start
        start = None
        # Comments directly above a statement belong to it, not to the statement before.
        if found and found[-1].tail > above:
            found[-1] = _with_tail(found[-1], above)
        statement = _statement(text, table, words, Span(above, line[-1].end))
        table = statement.table
        found.append(statement)
    return tuple(found)


def _with_tail(statement: Statement, tail: int) -> Statement:
    return Statement(statement.path, statement.table, statement.span, statement.value, tail)


def _lines(text: str) -> Iterator[list[Token]]:
    """Yield logical lines. A line does not end while a bracket is open."""
    line: list[Token] = []
    depth = 0
    for token in tokens(text):
        line.append(token)
        depth += (token.kind == "open") - (token.kind == "close")
        if token.kind == "newline" and depth == 0:
            yield line
            line = []
    if line:
        yield line


def _statement(text: str, table: KeyPath, words: list[Token], span: Span) -> Statement:
    if words[0].kind == "open":
        first, last = (token.kind for token in words), (token.kind for token in reversed(words))
        opens = sum(kind == "open" for kind in first)
        if opens != sum(kind == "close" for kind in last):
            raise UnreadableTextError("The header of a table is not closed.")
        path = key_path(text[words[opens - 1].end : words[-opens].start])
        return Statement(path, path, span, None, span.end)
    equals = next((number for number, word in enumerate(words) if word.kind == "equals"), None)
    if not equals or equals + 1 == len(words):
        raise UnreadableTextError("A line is not a statement.")
    path = table + key_path(text[words[0].start : words[equals - 1].end])
    value = Span(words[equals + 1].start, words[-1].end)
    return Statement(path, table, span, value, span.end)


@lru_cache(maxsize=4096)
def key_path(written: str) -> KeyPath:
    """Split a key, as TOML writes it, into its parts.

    Raises:
        UnreadableTextError: it is not a key.
    """
    try:
        value: object = tomllib.loads(f"{written} = 0")
    except tomllib.TOMLDecodeError as error:
        raise UnreadableTextError(f"{written!r} is not a key.") from error
    path: list[str] = []
    while isinstance(value, dict):
        (part,) = value
        path.append(part)
        value = value[part]
    return tuple(path)


def is_below(path: KeyPath, above: KeyPath) -> bool:
    """Return whether a key is ``above``, or lies inside it."""
    return path[: len(above)] == above


def ranges(text: str, path: KeyPath) -> list[Span]:
    """Return the lines of a key or table, with comments; several spans if they are not together."""
    found: list[Span] = []
    previous = False
    for statement in statements(text):
        is_part = is_below(statement.path, path)
        if is_part:
            # Comments below the last key of a table belong to the table.
            end = statement.tail if statement.table[: len(path)] == path else statement.span.end
            start = found.pop().start if previous else statement.span.start
            found.append(Span(start, end))
        previous = is_part
    return found


def holder(text: str, path: KeyPath) -> Statement | None:
    """Return the statement that sets a key, perhaps inside an inline table.

    None if no statement, or more than one, sets the key.
    """
    found = [
        statement
        for statement in statements(text)
        if statement.value and (is_below(path, statement.path) or is_below(statement.path, path))
    ]
    return found[0] if len(found) == 1 and is_below(path, found[0].path) else None


def one_range(text: str, path: KeyPath) -> Span | None:
    """Return the lines of a key, or of the inline table around it; None if not in one piece."""
    spans = ranges(text, path)
    around = holder(text, path)
    if around:
        return around.span
    return spans[0] if len(spans) == 1 else None


def value_span(text: str, path: KeyPath) -> Span | None:
    """Return the position of a key's value; None if it is not in exactly one statement."""
    statement = holder(text, path)
    if statement is None or statement.value is None:
        return None
    return _inside(text, statement.value, path[len(statement.path) :])


def _inside(text: str, span: Span, path: KeyPath) -> Span | None:
    if not path:
        return span
    if text[span.start] != "{":
        return None
    for name, value in _members(text, span):
        if is_below(path, name):
            return _inside(text, value, path[len(name) :])
    return None


def _members(text: str, span: Span) -> Iterator[tuple[KeyPath, Span]]:
    """Yield the keys of an inline table, with the positions of their values."""
    for part in parts(text, span):
        words = [token for token in tokens(part.of(text)) if token.kind != "blank"]
        equals = next(number for number, word in enumerate(words) if word.kind == "equals")
        name = key_path(part.of(text)[words[0].start : words[equals - 1].end])
        yield name, Span(part.start + words[equals + 1].start, part.end)


def parts(text: str, span: Span) -> list[Span]:
    """Return the elements of an array or an inline table, without commas and comments."""
    found: list[Span] = []
    current: Span | None = None
    depth = 0
    for token in tokens(span.of(text)):
        depth -= token.kind == "close"
        is_word = depth > 0 and token.kind not in ("blank", "newline", "comment", "comma")
        if depth > 1 or is_word:
            start = span.start + token.start if current is None else current.start
            current = Span(start, span.start + token.end)
        elif current and (token.kind == "comma" or depth == 0):
            found.append(current)
            current = None
        depth += token.kind == "open"
    return found
