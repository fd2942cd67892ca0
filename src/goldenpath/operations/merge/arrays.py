"""Arrays edited element by element, so that the comments above and beside the others stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from goldenpath.operations.merge.keys import KeyPath, parse, value_at
from goldenpath.operations.merge.layout import Span, comments, parts, tokens, value_span
from goldenpath.operations.merge.requirements import ElementEdit, requirement_name

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class ArrayText:
    """An array in a TOML text."""

    text: str
    span: Span
    values: Sequence[object]

    @property
    def elements(self) -> list[Span]:
        """Where each element stands."""
        return parts(self.text, self.span)

    def lines_of(self, number: int) -> Span | None:
        """The lines of an element with the comments right above; None when it shares its line."""
        element = self.elements[number]
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
        before = self.elements[number - 1].end if number else self.span.start
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
        element = self.elements[number]
        start = self.text.rfind("\n", 0, element.start) + 1
        return self.text[start : element.start] if start > self.span.start else _INDENT

    def comments_of(self, number: int) -> list[str]:
        """The comments above and beside an element."""
        lines = self.lines_of(number)
        return comments(lines.of(self.text)) if lines else []

    def about(self, name: str) -> str | None:
        """What is written about the requirements of one distribution."""
        found = [
            number for number, item in enumerate(self.values) if requirement_name(item) == name
        ]
        lines = [self.lines_of(number) or self.elements[number] for number in found]
        return "\n".join(one.of(self.text).rstrip("\n") for one in lines) or None

    def literal(self, number: int) -> str:
        """An element as it is written."""
        return self.elements[number].of(self.text)


def read_array(text: str, path: KeyPath) -> ArrayText | None:
    """The array of a key; None where the key has none, or not in one piece."""
    span = value_span(text, path)
    values = value_at(parse(text.encode()) or {}, path)
    if span is None or not isinstance(values, list) or text[span.start] != "[":
        return None
    return ArrayText(text, span, values)


@dataclass(frozen=True, slots=True)
class ArrayEditor:
    """Edits of one array, with elements as another text writes them."""

    path: KeyPath
    # Where new elements are taken from.
    source: ArrayText
    # Comments that stay when their element goes.
    kept: frozenset[str]

    def edit(self, text: str, edits: Sequence[ElementEdit]) -> str:
        """Make the edits of a list of requirements."""
        for edit in edits:
            array = self._read(text)
            old = _find(array.values, edit.old)
            new = _find(self.source.values, edit.new)
            if old is not None and new is not None:
                text = array.elements[old].replaced(text, self.source.literal(new))
            elif old is not None:
                text = self._drop(array, old)
            elif new is not None:
                text = self._insert(array, new, self._place(array, new))
        return text

    def become(self, text: str) -> str:
        """Give the array the elements of the source, and leave those alone that are the same."""
        old = list(map(repr, self._read(text).values))
        new = list(map(repr, self.source.values))
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        # From the end, so that the places before it stay what they are.
        for _, old_start, old_end, new_start, new_end in reversed(matcher.get_opcodes()):
            if old[old_start:old_end] == new[new_start:new_end]:
                continue
            pairs = self._pairs(text, range(old_start, old_end), range(new_start, new_end))
            for mine, wanted in reversed(list(pairs)):
                array = self._read(text)
                if mine is not None and wanted is not None:
                    text = array.elements[mine].replaced(text, self.source.literal(wanted))
                elif mine is not None:
                    text = self._drop(array, mine)
                elif wanted is not None:
                    text = self._insert(array, wanted, old_start - 1)
        return text

    def _pairs(
        self, text: str, olds: Sequence[int], news: Sequence[int]
    ) -> Iterator[tuple[int | None, int | None]]:
        """Which element takes the place of which: none takes over the comments of another one."""
        array = self._read(text)
        if len(olds) == len(news) and all(
            set(array.comments_of(mine)) <= set(self.source.comments_of(wanted))
            for mine, wanted in zip(olds, news, strict=True)
        ):
            yield from zip(olds, news, strict=True)
            return
        yield from ((None, wanted) for wanted in news)
        yield from ((mine, None) for mine in olds)

    def _read(self, text: str) -> ArrayText:
        array = read_array(text, self.path)
        if array is None:
            raise ValueError("The array is gone.")
        return array

    def _place(self, array: ArrayText, new: int) -> int:
        """The number of the element that a new one follows: the one that it follows in the source.

        -1 is the beginning.
        """
        names = [requirement_name(value) for value in array.values]
        wanted = [requirement_name(value) for value in self.source.values]
        for before in reversed(wanted[:new]):
            if before in names:
                return len(names) - 1 - names[::-1].index(before)
        for behind in wanted[new + 1 :]:
            if behind in names:
                return names.index(behind) - 1
        return len(names) - 1

    def _drop(self, array: ArrayText, number: int) -> str:
        text, elements = array.text, array.elements
        lines = array.lines_of(number)
        if lines:
            indent = array.indent_of(number)
            kept = [note for note in comments(lines.of(text)) if note in self.kept]
            return lines.replaced(text, "".join(f"{indent}{note}\n" for note in kept))
        element = elements[number]
        if number + 1 < len(elements):
            between = text[element.end : elements[number + 1].start]
            if not between.strip(" \t,"):
                return Span(element.start, elements[number + 1].start).replaced(text, "")
        elif number and not text[elements[number - 1].end : element.start].strip(" \t,"):
            return Span(elements[number - 1].end, element.end).replaced(text, "")
        comma = text.find(",", element.end, array.span.end)
        has_comma = comma >= 0 and not text[element.end : comma].strip()
        return Span(element.start, comma + 1 if has_comma else element.end).replaced(text, "")

    def _insert(self, array: ArrayText, new: int, after: int) -> str:
        text, elements = array.text, array.elements
        literal = self.source.literal(new)
        if after >= 0:
            return self._insert_behind(array, new, after)
        if not elements:
            if "\n" not in array.span.of(text):
                return array.span.replaced(text, f"[{literal}]")
            start = text.rfind("\n", 0, array.span.end) + 1
            return Span(start, start).replaced(text, self._lines(text, new, _INDENT))
        lines = array.lines_of(0)
        if lines:
            new_lines = self._lines(text, new, array.indent_of(0))
            return Span(lines.start, lines.start).replaced(text, new_lines)
        return Span(elements[0].start, elements[0].start).replaced(text, f"{literal}, ")

    def _insert_behind(self, array: ArrayText, new: int, after: int) -> str:
        text, element = array.text, array.elements[after]
        comma = next(
            (
                token.start + element.end
                for token in tokens(text[element.end : array.span.end])
                if token.kind in ("comma", "close")
            ),
            element.end,
        )
        lines = array.lines_of(after)
        if text[comma] != ",":
            text = Span(element.end, element.end).replaced(text, ",")
            comma = element.end
            lines = Span(lines.start, lines.end + 1) if lines else None
        if lines and comma < lines.end:
            new_lines = self._lines(text, new, array.indent_of(after))
            return Span(lines.end, lines.end).replaced(text, new_lines)
        is_last = after + 1 == len(array.elements)
        behind = "" if is_last else ","
        return Span(comma + 1, comma + 1).replaced(text, f" {self.source.literal(new)}{behind}")

    def _lines(self, text: str, new: int, indent: str) -> str:
        """A new element in lines of its own, with its comments where the text has not got them."""
        known = set(comments(text))
        lines, element = self.source.lines_of(new), self.source.elements[new]
        above = comments(self.source.text[lines.start : element.start]) if lines else []
        beside = comments(self.source.text[element.end : lines.end]) if lines else []
        notes = "".join(f"{indent}{note}\n" for note in above if note not in known)
        behind = "".join(f"  {note}" for note in beside)
        return f"{notes}{indent}{self.source.literal(new)},{behind}\n"


def _find(values: Sequence[object], wanted: object) -> int | None:
    if wanted is None:
        return None
    return next(
        (number for number, value in enumerate(values) if repr(value) == repr(wanted)), None
    )
