"""Escape text from repositories, so that it cannot act as markup in a Markdown report."""

import html
import re

from goldenpath.output.visible import visible_line

_FENCES = re.compile(r"`+")
# Escaped as entities. A backslash would be visible if the text is between backticks.
_MARKUP = str.maketrans({"[": "&#91;", "]": "&#93;", "!": "&#33;"})


def markdown_text(text: str) -> str:
    """Return the text on one line, without HTML, links and images; a table cell can hold it."""
    escaped = html.escape(visible_line(text), quote=False)
    return escaped.translate(_MARKUP).replace("|", "\\|")


def markdown_code(text: str) -> str:
    """Return the text as inline code; the text may itself contain backticks."""
    plain = visible_line(text).replace("|", "\\|")
    fence = "`" * (max(map(len, _FENCES.findall(plain)), default=0) + 1)
    space = " " if len(fence) > 1 else ""
    return f"{fence}{space}{plain}{space}{fence}"
