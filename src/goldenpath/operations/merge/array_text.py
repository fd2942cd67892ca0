"""The positions of an array's elements in a TOML text, kept correct while the array is edited."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from goldenpath.model.toml_text import KeyPath, parse_text, value_at
from goldenpath.operations.merge.layout import Span, comments, parts, tokens, value_span
from goldenpath.operations.merge.requirements import requirement_name

INDENT = "  "


@dataclass(eq=False)
class ArrayText:
    """An array in a TOML text.

    An edit does not recompute the position of every element. The positions of elements before the
    last edit count from the start of the text, and those after it from the end. An edit between
    them changes neither.
    """

    text: str
    span: Span
    # For each element: the `repr` of its value, and the distribution that it names if the array is
    # a list of dependencies.
    values: list[str]
    names: list[str]
    # Spans that count from the start of the text, in order.
    _front: list[Span]
    # Spans that count from the end of the text, in reverse order.
    _back: list[Span] = field(default_factory=list)
    _notes: Counter[str] | None = None

    def copy(self) -> "ArrayText":
        """Return a copy, which can be edited without changing this array."""
        front, back = list(self._front), list(self._back)
        return ArrayText(self.text, self.span, list(self.values), list(self.names), front, back)

    def __len__(self) -> int:
        """Return the number of elements."""
        return len(self._front) + len(self._back)

    def element(self, number: int) -> Span:
        """Return the position of an element in the text."""
        if number < len(self._front):
            return self._front[number]
        return self._turned(self._back[len(self) - 1 - number])

    def literal(self, number: int) -> str:
        """Return an element as the text writes it."""
        return self.element(number).of(self.text)

    def lines_of(self, number: int) -> Span | None:
        """Return the lines of an element and of the comments directly above it.

        None if there is another element, or a bracket of the array, on one of its lines.
        """
        element = self.element(number)
        start = self.text.rfind("\n", 0, element.start) + 1
        if start <= self.span.start or self.text[start : element.start].strip():
            return None
        end = self._line_end(element.end)
        if end is None:
            return None
        while (above := self.text.rfind("\n", 0, start - 1) + 1) > self.span.start:
            if not self.text[above:start].lstrip().startswith("#"):
                break
            start = above
        # The last line of a multi-line string may begin with a hash, and look like a comment. So
        # the lines must begin after the element before.
        before = self.element(number - 1).end if number else self.span.start
        return Span(max(start, self.text.find("\n", before) + 1), end)

    def _line_end(self, position: int) -> int | None:
        """Return the end of the line; None if more than a comma and a comment is left on it."""
        for token in tokens(self.text[position : self.span.end]):
            if token.kind == "newline":
                return position + token.end
            if token.kind not in ("comma", "comment", "blank"):
                break
        return None

    def indent_of(self, number: int) -> str:
        """Return the indentation of an element; the default on the line of the opening bracket."""
        element = self.element(number)
        start = self.text.rfind("\n", 0, element.start) + 1
        return self.text[start : element.start] if start > self.span.start else INDENT

    def comments_of(self, number: int) -> Sequence[str]:
        """Return the comments above and beside an element."""
        lines = self.lines_of(number)
        return comments(lines.of(self.text)) if lines else ()

    def about(self, name: str) -> str | None:
        """Return the lines with the dependencies on a distribution; None if there are none."""
        found = [number for number, named in enumerate(self.names) if named == name]
        lines = [self.lines_of(number) or self.element(number) for number in found]
        return "\n".join(one.of(self.text).rstrip("\n") for one in lines) or None

    def has_comment(self, note: str) -> bool:
        """Return whether the text has this comment, inside or outside the array."""
        if self._notes is None:
            self._notes = Counter(comments(self.text))
        return self._notes[note] > 0

    def exchange(self, number: int, source: "ArrayText", wanted: int) -> None:
        """Replace an element with an element of another array."""
        old, literal = self.element(number), source.literal(wanted)
        self._remove(number)
        self.replace(old, literal, number)
        self._add(number, source, wanted, old.start)

    def drop(self, number: int, lines: Span, rest: str = "") -> None:
        """Remove an element: write ``rest`` in place of ``lines``, the text that contains it."""
        self._remove(number)
        self.replace(lines, rest, number)

    def insert(
        self, number: int, span: Span, around: tuple[str, str], new: tuple["ArrayText", int]
    ) -> None:
        """Insert another array's element as element ``number``.

        It is written at ``span``, between the two texts in ``around``.
        """
        source, wanted = new
        self.replace(span, source.literal(wanted).join(around), number)
        self._add(number, source, wanted, span.start + len(around[0]))

    def replace(self, span: Span, new: str, number: int) -> None:
        """Replace a part of the text that ends before element ``number``."""
        self._part_at(number)
        if self._notes is not None:
            self._notes.subtract(comments(span.of(self.text)))
            self._notes.update(comments(new))
        end = len(self.text) - self.span.end
        self.text = span.replaced(self.text, new)
        self.span = Span(self.span.start, len(self.text) - end)

    def _remove(self, number: int) -> None:
        self._part_at(number)
        self._back.pop()
        del self.values[number], self.names[number]

    def _add(self, number: int, source: "ArrayText", wanted: int, start: int) -> None:
        self._part_at(number)
        self._front.append(Span(start, start + len(source.literal(wanted))))
        self.values.insert(number, source.values[wanted])
        self.names.insert(number, source.names[wanted])

    def _part_at(self, number: int) -> None:
        while len(self._front) > number:
            self._back.append(self._turned(self._front.pop()))
        while len(self._front) < number:
            self._front.append(self._turned(self._back.pop()))

    def _turned(self, span: Span) -> Span:
        """Convert between a span that counts from the start and one that counts from the end."""
        return Span(len(self.text) - span.start, len(self.text) - span.end)


@lru_cache(maxsize=16)
def read_array(text: str, path: KeyPath) -> ArrayText | None:
    """Return the array of a key; None if its value is not an array, or is not in one piece.

    The result is cached and shared: copy it before an edit.
    """
    span = value_span(text, path)
    values = value_at(parse_text(text) or {}, path)
    if span is None or not isinstance(values, list) or text[span.start] != "[":
        return None
    names = [requirement_name(value) for value in values]
    return ArrayText(text, span, list(map(repr, values)), names, parts(text, span))
