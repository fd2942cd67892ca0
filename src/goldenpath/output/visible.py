"""Make control characters and invisible characters in text from repositories visible.

Names, versions, keys and messages come from repositories. A control character in them can move the
cursor. A mark for the direction of text can show one name as another. A line break can begin a line
that a CI system runs as a command. Each of these is written as a backslash escape, as in Python.
"""

import re

from goldenpath.model.visible_characters import is_visible

# The beginning of a line that GitHub runs as a command. Before it may be spaces and Rich's markup,
# which prints nothing.
_COMMAND = re.compile(r"^((?:\s|\[[^\[\]]*\])*)::")
# The older form of such a command, which may be anywhere in a line. Rich's escaping can put a
# backslash before the bracket, and Rich removes it again when it prints.
_OLD_COMMAND = re.compile(r"##(?=\\*\[)")


def visible(text: str) -> str:
    """Return the text with every invisible character replaced by its backslash escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def visible_line(text: str) -> str:
    """Return the text as ``visible`` does, and make sure that no CI system runs it as a command."""
    return _OLD_COMMAND.sub(r"#\\#", _COMMAND.sub(r"\1\\::", visible(text)))


def _escaped(character: str) -> str:
    if is_visible(character):
        return character
    return character.encode("unicode_escape").decode("ascii")
