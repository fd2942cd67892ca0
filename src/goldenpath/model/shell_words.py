"""Write words and commands as a person types them into a shell.

What goldenpath prints as a command is copied. So a word has no character that cannot be seen, which
would be printed as an escape: in its place is a code that bash and zsh read.
"""

import os
import shlex
from collections.abc import Iterable

from goldenpath.model.visible_characters import is_visible

# Two of them before a bracket could be a command of a CI system, and would be printed otherwise.
_ALSO_CODED = frozenset("#")


def word(text: str) -> str:
    """Return a word as a shell reads it."""
    if all(map(is_visible, text)) and "##" not in text:
        return shlex.quote(text)
    return "$'" + "".join(map(_coded, text)) + "'"


def command_line(words: Iterable[str]) -> str:
    """Return a command as a shell reads it."""
    return " ".join(map(word, words))


def path_argument(path: str) -> str:
    """Return a path that is no option: not with a hyphen at its beginning."""
    return f"./{path}" if path.startswith("-") else path


def _coded(character: str) -> str:
    if character in ("\\", "'"):
        return f"\\{character}"
    if is_visible(character) and character not in _ALSO_CODED:
        return character
    # A surrogate stands for a byte that is no text.
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(character))
