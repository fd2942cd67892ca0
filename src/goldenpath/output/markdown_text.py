"""Foreign text in Markdown: in its place, and no markup."""

import html
import re

from goldenpath.output.visible import visible_line

_FENCES = re.compile(r"`+")
# As entities: a backslash would be seen where the text stands in a pair of backticks.
_MARKUP = str.maketrans({"[": "&#91;", "]": "&#93;", "!": "&#33;"})


def markdown_text(text: str) -> str:
    """Text on one line, also in the cell of a table: no HTML, no link, no image."""
    escaped = html.escape(visible_line(text), quote=False)
    return escaped.translate(_MARKUP).replace("|", "\\|")


def markdown_code(text: str) -> str:
    """Text between backticks, whatever it holds."""
    plain = visible_line(text).replace("|", "\\|")
    fence = "`" * (max(map(len, _FENCES.findall(plain)), default=0) + 1)
    space = " " if len(fence) > 1 else ""
    return f"{fence}{space}{plain}{space}{fence}"
