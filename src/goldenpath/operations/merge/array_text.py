"""An array in a TOML text: where its elements stand, also while one after another is edited."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from goldenpath.operations.merge.keys import KeyPath, parse_text, value_at
from goldenpath.operations.merge.layout import Span, comments, parts, tokens, value_span
from goldenpath.operations.merge.requirements import requirement_name

INDENT = "  "


@dataclass(eq=False)
class ArrayText:
    """An array in a TOML text.

    An edit costs what it changes. Elements before the last edit are known by where they begin, and
    those behind it by how far they are from the end: neither moves.
    """

    text: str
    span: Span
    # How each element's value is written in Python, and the distribution that it may name.
    values: list[str]
    names: list[str]
    _front: list[Span]
    # Backwards; the spans count from the end of the text.
    _back: list[Span] = field(default_factory=list)
    _notes: Counter[str] | None = None

    def copy(self) -> "ArrayText":
        """The array, to be edited while this one stays."""
        front, back = list(self._front), list(self._back)
        return ArrayText(self.text, self.span, list(self.values), list(self.names), front, back)

    def __len__(self) -> int:
        """The number of elements."""
        return len(self._front) + len(self._back)

    def element(self, number: int) -> Span:
        """Where an element stands."""
        if number < len(self._front):
            return self._front[number]
        return self._turned(self._back[len(self) - 1 - number])

    def literal(self, number: int) -> str:
        """An element as it is written."""
        return self.element(number).of(self.text)

    def lines_of(self, number: int) -> Span | None:
        """The lines of an element with the comments right above; None when it shares its line."""
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
        # A text in several lines may look like a comment, where its last line begins with a hash.
        before = self.element(number - 1).end if number else self.span.start
        return Span(max(start, self.text.find("\n", before) + 1), end)

    def _line_end(self, position: int) -> int | None:
        """The end of the line, when nothing but a comma and a comment is left in it."""
        for token in tokens(self.text[position : self.span.end]):
            if token.kind == "newline":
                return position + token.end
            if token.kind not in ("comma", "comment", "blank"):
                break
        return None

    def indent_of(self, number: int) -> str:
        """What stands before an element, when it begins its line."""
        element = self.element(number)
        start = self.text.rfind("\n", 0, element.start) + 1
        return self.text[start : element.start] if start > self.span.start else INDENT

    def comments_of(self, number: int) -> Sequence[str]:
        """The comments above and beside an element."""
        lines = self.lines_of(number)
        return comments(lines.of(self.text)) if lines else ()

    def about(self, name: str) -> str | None:
        """What is written about the requirements of one distribution."""
        found = [number for number, named in enumerate(self.names) if named == name]
        lines = [self.lines_of(number) or self.element(number) for number in found]
        return "\n".join(one.of(self.text).rstrip("\n") for one in lines) or None

    def has_comment(self, note: str) -> bool:
        """Whether the text has a comment, in the array or anywhere else."""
        if self._notes is None:
            self._notes = Counter(comments(self.text))
        return self._notes[note] > 0

    def exchange(self, number: int, source: "ArrayText", wanted: int) -> None:
        """Put another array's element in the place of one."""
        old, literal = self.element(number), source.literal(wanted)
        self._remove(number)
        self.replace(old, literal, number)
        self._add(number, source, wanted, old.start)

    def drop(self, number: int, lines: Span, rest: str = "") -> None:
        """Take an element away with what stands around it."""
        self._remove(number)
        self.replace(lines, rest, number)

    def insert(
        self, number: int, span: Span, around: tuple[str, str], new: tuple["ArrayText", int]
    ) -> None:
        """Write another array's element, and what stands around it, before an element."""
        source, wanted = new
        self.replace(span, source.literal(wanted).join(around), number)
        self._add(number, source, wanted, span.start + len(around[0]))

    def replace(self, span: Span, new: str, number: int) -> None:
        """Exchange a part of the text that ends before the element of that number."""
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
        """Counted from the end what was counted from the beginning, and the other way round."""
        return Span(len(self.text) - span.start, len(self.text) - span.end)


@lru_cache(maxsize=16)
def read_array(text: str, path: KeyPath) -> ArrayText | None:
    """The array of a key, not to be edited; None where the key has none, or not in one piece."""
    span = value_span(text, path)
    values = value_at(parse_text(text) or {}, path)
    if span is None or not isinstance(values, list) or text[span.start] != "[":
        return None
    names = [requirement_name(value) for value in values]
    return ArrayText(text, span, list(map(repr, values)), names, parts(text, span))
