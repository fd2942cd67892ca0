"""Where the keys of a TOML text stand: statements, values and elements, with their comments.

Parsers give values, and tomlkit gives a tree; neither says which lines a key is made of. Here a
text is cut into statements, so that one can be exchanged while every other byte stays.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from goldenpath.operations.merge.keys import KeyPath

# Strings first: what looks like a comment or a bracket in one is text.
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
    """A piece of a TOML text."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The part itself."""
        return text[self.start : self.end]

    def replaced(self, text: str, new: str) -> str:
        """The text with another part in its place."""
        return text[: self.start] + new + text[self.end :]


@dataclass(frozen=True, slots=True)
class Statement:
    """A key with its value, or the head of a table."""

    path: KeyPath
    # The table that the statement is in; of a head, the table that it opens.
    table: KeyPath
    # Whole lines, with the comments right above.
    span: Span
    # None for the head of a table.
    value: Span | None
    # After the comments right below it that are above nothing else.
    tail: int


class UnreadableTextError(ValueError):
    """The text is no TOML, or has a form that is not known here."""


def tokens(text: str) -> Iterator[Token]:
    """The text in pieces.

    Raises:
        UnreadableTextError: a piece is none of TOML's.
    """
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise UnreadableTextError(f"Nothing of TOML begins at {position}.")
        yield Token(str(found.lastgroup), found[0], position)
        position = found.end()


@lru_cache(maxsize=256)
def comments(text: str) -> tuple[str, ...]:
    """Every comment, in order, without the white space behind it."""
    return tuple(token.text.rstrip() for token in tokens(text) if token.kind == "comment")


def is_readable(text: str) -> bool:
    """Whether the text can be cut into statements."""
    try:
        statements(text)
    except UnreadableTextError:
        return False
    return True


@lru_cache(maxsize=64)
def statements(text: str) -> tuple[Statement, ...]:
    """Cut a text into its statements.

    Raises:
        UnreadableTextError: it is no TOML.
    """
    found: list[Statement] = []
    table: KeyPath = ()
    start: int | None = None
    for line in _lines(text):
        words = [token for token in line if token.kind not in ("blank", "comment", "newline")]
        has_comment = any(token.kind == "comment" for token in line)
        if not words:
            # A blank line parts a comment from what follows.
            start = (line[0].start if start is None else start) if has_comment else None
            if has_comment and found and found[-1].tail == line[0].start:
                found[-1] = _with_tail(found[-1], line[-1].end)
            continue
        above = line[0].start if start is None else start
        start = None
        # Comments right above a statement are its own, not those of the one before.
        if found and found[-1].tail > above:
            found[-1] = _with_tail(found[-1], above)
        statement = _statement(text, table, words, Span(above, line[-1].end))
        table = statement.table
        found.append(statement)
    return tuple(found)


def _with_tail(statement: Statement, tail: int) -> Statement:
    return Statement(statement.path, statement.table, statement.span, statement.value, tail)


def _lines(text: str) -> Iterator[list[Token]]:
    """Logical lines: a value goes on until its brackets are closed."""
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
            raise UnreadableTextError("A head of a table is not closed.")
        path = key_path(text[words[opens - 1].end : words[-opens].start])
        return Statement(path, path, span, None, span.end)
    equals = next((number for number, word in enumerate(words) if word.kind == "equals"), None)
    if not equals or equals + 1 == len(words):
        raise UnreadableTextError("A line is no statement.")
    path = table + key_path(text[words[0].start : words[equals - 1].end])
    value = Span(words[equals + 1].start, words[-1].end)
    return Statement(path, table, span, value, span.end)


@lru_cache(maxsize=4096)
def key_path(written: str) -> KeyPath:
    """A key as TOML writes it, in its parts.

    Raises:
        UnreadableTextError: it is no key.
    """
    try:
        value: object = tomllib.loads(f"{written} = 0")
    except tomllib.TOMLDecodeError as error:
        raise UnreadableTextError(f"{written!r} is no key.") from error
    path: list[str] = []
    while isinstance(value, dict):
        (part,) = value
        path.append(part)
        value = value[part]
    return tuple(path)


def is_below(path: KeyPath, above: KeyPath) -> bool:
    """Whether a key is another one, or lies in it."""
    return path[: len(above)] == above


def ranges(text: str, path: KeyPath) -> list[Span]:
    """The lines that a key or a table is made of, with their comments; several when split."""
    found: list[Span] = []
    previous = False
    for statement in statements(text):
        is_part = is_below(statement.path, path)
        if is_part:
            # What is below the last key of a table belongs to the table.
            end = statement.tail if statement.table[: len(path)] == path else statement.span.end
            start = found.pop().start if previous else statement.span.start
            found.append(Span(start, end))
        previous = is_part
    return found


def holder(text: str, path: KeyPath) -> Statement | None:
    """The one statement that gives a key its value, perhaps as part of an inline table."""
    found = [
        statement
        for statement in statements(text)
        if statement.value and (is_below(path, statement.path) or is_below(statement.path, path))
    ]
    return found[0] if len(found) == 1 and is_below(path, found[0].path) else None


def one_range(text: str, path: KeyPath) -> Span | None:
    """The lines of a key, or of the inline table that it is in, when they are in one piece."""
    spans = ranges(text, path)
    around = holder(text, path)
    if around:
        return around.span
    return spans[0] if len(spans) == 1 else None


def value_span(text: str, path: KeyPath) -> Span | None:
    """Where the value of a key stands, when one statement has it."""
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
    """The keys of an inline table, and where their values stand."""
    for part in parts(text, span):
        words = [token for token in tokens(part.of(text)) if token.kind != "blank"]
        equals = next(number for number, word in enumerate(words) if word.kind == "equals")
        name = key_path(part.of(text)[words[0].start : words[equals - 1].end])
        yield name, Span(part.start + words[equals + 1].start, part.end)


def parts(text: str, span: Span) -> list[Span]:
    """The elements of an array, or the members of an inline table, without commas and comments."""
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
