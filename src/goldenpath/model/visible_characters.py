"""Which characters a person sees when they are printed."""

# Fillers and variation selectors: invisible, although Unicode counts them as letters or marks.
_FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)


def is_visible(character: str) -> bool:
    """Return whether a person sees the character, or a space in its place."""
    return character.isprintable() and character not in _FILLERS
