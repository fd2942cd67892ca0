"""Foreign text as text: what a terminal, a log or a reader would obey or miss is made visible.

Names, versions, keys and messages come from repositories. A control character in them moves the
cursor, a mark for the direction of text shows one name as another, a line break begins a line that
a CI system may take for a command. Each is written with a backslash, as Python writes it.
"""

import re

# Invisible, although Unicode counts them as letters or marks: fillers and variation selectors.
_FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
# How a line begins that GitHub takes for a command, after markup that shows nothing.
_COMMAND = re.compile(r"^((?:\s|\[[^\[\]]*\])*)::")
# Its older form, which may stand anywhere; the backslash is Rich's, and is gone when it is shown.
_OLD_COMMAND = re.compile(r"##(?=\\*\[)")


def visible(text: str) -> str:
    """The text with every character that cannot be seen as a backslash and its code."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def visible_line(text: str) -> str:
    """The same for the beginning of a line, which must not be a command to a CI system."""
    return _OLD_COMMAND.sub(r"#\\#", _COMMAND.sub(r"\1\\::", visible(text)))


def _escaped(character: str) -> str:
    if character.isprintable() and character not in _FILLERS:
        return character
    return character.encode("unicode_escape").decode("ascii")
