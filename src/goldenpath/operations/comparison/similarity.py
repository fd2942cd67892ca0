"""Decide whether a file was renamed."""

from difflib import SequenceMatcher

from goldenpath.model.rendered import RenderedFile

# The smallest share of common lines for a rename. git has the same limit.
_SIMILAR = 0.5


def is_similar(old: RenderedFile, new: RenderedFile) -> bool:
    """Return whether ``new`` is probably ``old`` under a new name."""
    if old.content == new.content:
        return bool(old.content)
    lines = (old.content.splitlines(), new.content.splitlines())
    return SequenceMatcher(None, *lines, autojunk=False).ratio() >= _SIMILAR
