"""Print sentences: on a terminal, lines break between words, and never inside a command.

Elsewhere a sentence stays on one line, as programs read it. Paths, tables and commands that stand
on lines of their own are printed without this module.
"""

import re
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

# A command in backticks is one word, so that it can be copied in one piece.
_WORD = re.compile(r"[^\s`]*`[^`]*`[^\s`]*|\S+")
_ITEM = re.compile(r"\s*(- )?")


def tell(console: Console, text: str, *, markup: bool = True, style: str = "") -> None:
    """Print a sentence. Further lines begin below the first word of the first line."""
    styled = console.render_str(text, markup=markup)
    if not console.is_terminal:
        console.print(styled, style=style)
        return
    item = _ITEM.match(styled.plain)
    indent = " " * (item.end() if item else 0)
    parts = styled.divide(list(_breaks(styled.plain, console.width, len(indent))))
    for number, part in enumerate(parts):
        part.rstrip()
        console.print(Text(indent) + part if number else part, style=style)


def _breaks(text: str, width: int, indent: int) -> Iterator[int]:
    """Yield where a new line begins."""
    start = 0
    room = width
    for word in _WORD.finditer(text):
        if (
            word.end() - start > room
            and word.start() > start
            and text[start : word.start()].strip()
        ):
            start = word.start()
            room = width - indent
            yield start
