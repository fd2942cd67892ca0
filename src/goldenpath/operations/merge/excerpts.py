"""Excerpts from the two texts of a conflict, for a person who must choose between them."""

from collections.abc import Sequence
from textwrap import dedent

from goldenpath.model.toml_text import KeyPath
from goldenpath.operations.merge.array_text import read_array
from goldenpath.operations.merge.layout import Span, holder, one_range, ranges, value_span
from goldenpath.operations.merge.three_way import KeyChange


def excerpt(text: str, change: KeyChange) -> str | None:
    """Return the lines of a text about a key, as they are written; None if there are none."""
    found = read_array(text, change.path) if change.requirement else None
    if found:
        about = found.about(change.requirement or "")
        return dedent(about) if about else None
    spans = ranges(text, change.path)
    if not spans:
        around = holder(text, change.path)
        spans = [around.span] if around and value_span(text, change.path) else []
    return "\n".join(span.of(text).strip("\n") for span in spans) or None


def with_markers(text: str, theirs: str, paths: Sequence[KeyPath]) -> str:
    """Return the text with conflict markers around each key, and the template's lines in them."""
    end = Span(len(text), len(text))
    places = {path: one_range(text, path) or end for path in paths}
    for path, place in sorted(places.items(), key=lambda item: item[1].start, reverse=True):
        lines = "".join(span.of(theirs) for span in ranges(theirs, path))
        if not lines and (around := one_range(theirs, path)):
            lines = around.of(theirs)
        framed = f"<<<<<<< team\n{place.of(text)}=======\n{lines}>>>>>>> template\n"
        text = place.replaced(text, framed)
    return text
