"""Rich's markup, such as `[bold]text[/]`, without Rich, whose import takes a tenth of a second.

tests/unit/test_console.py compares these functions with Rich's.
"""

import re

# A tag, with the backslashes before it.
_TAG = re.compile(r"(\\*)(\[[a-z#/@][^[]*?])")


def escape(text: str) -> str:
    """Return markup that prints exactly this text."""
    escaped = _TAG.sub(r"\1\1\\\2", text)
    # A backslash at the end would escape a tag that follows.
    is_open = escaped.endswith("\\") and not escaped.endswith("\\\\")
    return f"{escaped}\\" if is_open else escaped


def plain(markup: str) -> str:
    """Return the text of markup, without its styles."""
    parts: list[str] = []
    position = 0
    for tag in _TAG.finditer(markup):
        backslashes, written = tag.groups()
        parts.append(_unescaped(markup[position : tag.start()]))
        parts.append("\\" * (len(backslashes) // 2))
        # With an odd number of backslashes, the last one makes the tag plain text.
        parts.append(written if len(backslashes) % 2 else "")
        position = tag.end()
    return "".join([*parts, _unescaped(markup[position:])])


def _unescaped(text: str) -> str:
    return text.replace("\\[", "[")
