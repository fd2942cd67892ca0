"""Several ways to write one change into a TOML text, most of which replace the lines of its key.

The caller tries one way after another. A way may fail, or write something wrong. The ledger decides
which result is correct.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from goldenpath.model.toml_text import KeyPath
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.merge.array_text import read_array
from goldenpath.operations.merge.arrays import ArrayEditor
from goldenpath.operations.merge.edit import make_change
from goldenpath.operations.merge.keys import dotted
from goldenpath.operations.merge.layout import (
    Span,
    Statement,
    comments,
    is_below,
    one_range,
    ranges,
    statements,
    value_span,
)
from goldenpath.operations.merge.text_merge import merge_text
from goldenpath.operations.merge.three_way import KeyChange

type Way = Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class Sources:
    """The text to change, and the texts that the change is taken from."""

    # The render before; None if only two texts are compared.
    base: str | None
    text: str
    theirs: str
    # Comments that stay although their key or element is removed.
    kept: frozenset[str]


def joint(changes: Sequence[KeyChange]) -> KeyChange:
    """Combine several changes of one list of dependencies into one change."""
    if len(changes) == 1:
        return changes[0]
    edits = tuple(edit for change in changes for edit in change.edits)
    return KeyChange(changes[0].path, requirement=changes[0].requirement, edits=edits)


def ways(git: Git | None, sources: Sources, change: KeyChange) -> Iterator[Way]:
    """Yield the ways to write a change. The first ones keep most of the team's text."""
    if git and sources.base is not None:
        yield lambda: _merge_lines(git, sources, change.path)
    if change.requirement or change.value is not None:
        yield lambda: _edit_array(sources, change)
    if not change.requirement and change.value is None:
        yield lambda: _remove_lines(sources, change.path)
    elif not change.requirement:
        yield lambda: _exchange_value(sources, change.path)
        yield lambda: _insert_lines(sources, change.path)
        yield lambda: _take_lines(sources, change.path)
    if not _removes_known_lines(sources.text, change):
        yield lambda: make_change(sources.text, sources.theirs, change)


def _removes_known_lines(text: str, change: KeyChange) -> bool:
    """Return whether a change removes a key or element whose lines can be found.

    tomlkit must not do this: it would leave the comments, which would then seem to belong to the
    next key or element.
    """
    if change.requirement:
        return any(edit.new is None for edit in change.edits) and bool(
            read_array(text, change.path)
        )
    return change.value is None and bool(ranges(text, change.path))


def _merge_lines(git: Git, sources: Sources, path: KeyPath) -> str | None:
    texts = (sources.base or "", sources.text, sources.theirs)
    spans = [one_range(text, path) for text in texts]
    if any(span is None for span in spans):
        return None
    base, ours, theirs = (span.of(text) for span, text in zip(spans, texts, strict=True) if span)
    if ours == base:
        merged = theirs
    elif theirs == base:
        return None
    else:
        done = merge_text(git, (base, ours, theirs))
        if done is None or not done.is_clean:
            return None
        merged = done.text
    return spans[1].replaced(sources.text, merged) if spans[1] else None


def _edit_array(sources: Sources, change: KeyChange) -> str | None:
    source = read_array(sources.theirs, change.path)
    if source is None or read_array(sources.text, change.path) is None:
        return None
    editor = ArrayEditor(change.path, source, sources.kept)
    if change.requirement:
        return editor.edit(sources.text, change.edits)
    return editor.become(sources.text)


def _exchange_value(sources: Sources, path: KeyPath) -> str | None:
    old, new = value_span(sources.text, path), value_span(sources.theirs, path)
    if old is None or new is None:
        return None
    return old.replaced(sources.text, new.of(sources.theirs))


def _take_lines(sources: Sources, path: KeyPath) -> str | None:
    """Replace the lines of a key with the template's, below the comments that stay."""
    text = sources.text
    olds, news = _pieces(text, path), _pieces(sources.theirs, path)
    if not olds or not news:
        return None
    lines = "".join(span.of(sources.theirs) for span in news)
    known = set(comments(lines))
    notes = [note for span in olds for note in comments(span.of(text))]
    kept = [note for note in notes if note in sources.kept and note not in known]
    for span in reversed(olds[1:]):
        text = span.replaced(text, "")
    return olds[0].replaced(text, "".join(f"{note}\n" for note in kept) + lines)


def _pieces(text: str, path: KeyPath) -> list[Span]:
    around = one_range(text, path)
    return [around] if around else ranges(text, path)


def _remove_lines(sources: Sources, path: KeyPath) -> str | None:
    text = sources.text
    for span in reversed(ranges(text, path)):
        kept = [note for note in comments(span.of(text)) if note in sources.kept]
        rest = text[span.end :]
        # Leave one blank line between the text before and the text after, not two.
        if not kept and (not span.start or text[: span.start].endswith("\n\n")):
            rest = rest.removeprefix("\n")
        text = text[: span.start] + "".join(f"{note}\n" for note in kept) + rest
    return text


def _insert_lines(sources: Sources, path: KeyPath) -> str | None:
    """Insert a new key after the one that it follows in the template, or insert a new table."""
    if ranges(sources.text, path):
        return None
    found = [one for one in statements(sources.theirs) if is_below(one.path, path)]
    if not found:
        return None
    first = found[0]
    if all(one.value and one.table == first.table for one in found):
        return _insert_key(sources, path, first)
    return _insert_table(sources, path, first)


def _insert_key(sources: Sources, path: KeyPath, first: Statement) -> str | None:
    there = {one.path: one for one in statements(sources.text) if one.table == first.table}
    before = [
        one
        for one in statements(sources.theirs)
        if one.table == first.table and one.span.end <= first.span.start and one.path in there
    ]
    head = ""
    if before:
        place = there[before[-1].path].tail
    else:
        # Nothing of the table itself is in the text. Its header must stand before the tables that
        # lie inside it.
        inner = ranges(sources.text, first.table)
        place = inner[0].start if inner else len(sources.text)
        head = f"[{dotted(first.table)}]\n" if first.table else ""
    known = set(comments(sources.text))
    lines = "".join(span.of(sources.theirs) for span in ranges(sources.theirs, path))
    # Leave out comments above the key that the team's text has already.
    while lines.lstrip().startswith("#") and lines.split("\n", 1)[0].strip() in known:
        lines = lines.split("\n", 1)[1]
    if head:
        return _with_block(sources.text, place, head + lines)
    return Span(place, place).replaced(sources.text, lines)


def _insert_table(sources: Sources, path: KeyPath, first: Statement) -> str:
    text = sources.text
    ends = {one.table: one.tail for one in statements(text)}
    before = [
        one.table
        for one in statements(sources.theirs)
        if one.span.end <= first.span.start and one.table in ends
    ]
    place = ends[before[-1]] if before else len(text)
    lines = "".join(span.of(sources.theirs) for span in ranges(sources.theirs, path))
    return _with_block(text, place, lines)


def _with_block(text: str, place: int, lines: str) -> str:
    """Return the text with more lines at ``place``, between blank lines."""
    above, below = text[:place], text[place:]
    gap = "" if not above or above.endswith("\n\n") else "\n"
    end = "" if not below or below.startswith("\n") else "\n"
    return f"{above}{gap}{lines}{end}{below}"
