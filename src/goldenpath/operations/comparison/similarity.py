"""Whether a file is another one under a new name."""

from difflib import SequenceMatcher

from goldenpath.model.rendered import RenderedFile

# The share of lines that both have. Git's limit for a rename is the same.
_SIMILAR = 0.5


def is_similar(old: RenderedFile, new: RenderedFile) -> bool:
    """Whether one file is the other under a new name."""
    if old.content == new.content:
        return bool(old.content)
    lines = (old.content.splitlines(), new.content.splitlines())
    return SequenceMatcher(None, *lines, autojunk=False).ratio() >= _SIMILAR
