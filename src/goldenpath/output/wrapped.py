"""Break a styled sentence into lines, between words."""

import re
from collections.abc import Iterator

from rich.text import Text

# A command in backticks is one word, so that it can be copied in one piece.
_WORD = re.compile(r"[^\s`]*`[^`]*`[^\s`]*|\S+")
_ITEM = re.compile(r"\s*(- )?")


def wrapped(text: Text, width: int) -> Iterator[Text]:
    """Yield the lines. Further lines begin below the first word of the first line."""
    item = _ITEM.match(text.plain)
    indent = " " * (item.end() if item else 0)
    for number, line in enumerate(text.divide(_breaks(text.plain, width, len(indent)))):
        line.rstrip()
        yield Text(indent) + line if number else line


def _breaks(text: str, width: int, indent: int) -> list[int]:
    """Return where new lines begin."""
    breaks: list[int] = []
    start, room = 0, width
    for word in _WORD.finditer(text):
        is_first = not text[start : word.start()].strip()
        if word.end() - start > room and not is_first:
            start, room = word.start(), width - indent
            breaks.append(start)
    return breaks
