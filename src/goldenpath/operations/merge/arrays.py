"""Edit arrays element by element, so that the comments of all other elements stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from goldenpath.model.toml_text import KeyPath
from goldenpath.operations.merge.array_text import INDENT, ArrayText, read_array
from goldenpath.operations.merge.layout import Span, comments, tokens
from goldenpath.operations.merge.requirements import ElementEdit

# The placeholder for a new element in lines that are about to be written.
_HERE = "\0"


@dataclass(frozen=True, slots=True)
class ArrayEditor:
    """Edits one array. New elements are copied from another text, as it writes them."""

    path: KeyPath
    # The array that new elements are copied from.
    source: ArrayText
    # Comments that stay although their element is removed.
    kept: frozenset[str]

    def edit(self, text: str, edits: Sequence[ElementEdit]) -> str:
        """Return the text after edits of a list of dependencies."""
        array = self._read(text)
        for edit in edits:
            old, new = _find(array.values, edit.old), _find(self.source.values, edit.new)
            if old is not None and new is not None:
                array.exchange(old, self.source, new)
            elif old is not None:
                self._drop(array, old)
            elif new is not None:
                self._insert(array, new, self._place(array, new))
        return array.text

    def become(self, text: str) -> str:
        """Return the text with the elements of the source; equal elements are not rewritten."""
        array = self._read(text)
        old, new = list(array.values), self.source.values
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        # Edit from the end, so that the numbers of the elements before an edit stay valid.
        for _, old_start, old_end, new_start, new_end in reversed(matcher.get_opcodes()):
            if old[old_start:old_end] == new[new_start:new_end]:
                continue
            pairs = self._pairs(array, range(old_start, old_end), range(new_start, new_end))
            for mine, wanted in reversed(list(pairs)):
                if mine is not None and wanted is not None:
                    array.exchange(mine, self.source, wanted)
                elif mine is not None:
                    self._drop(array, mine)
                elif wanted is not None:
                    self._insert(array, wanted, old_start - 1)
        return array.text

    def _pairs(
        self, array: ArrayText, olds: Sequence[int], news: Sequence[int]
    ) -> Iterator[tuple[int | None, int | None]]:
        """Yield (old, new) to replace an element, (None, new) to add and (old, None) to remove one.

        Old elements are replaced only if each new one has all comments of the old one. Otherwise a
        comment could describe the wrong element afterwards.
        """
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
            raise ValueError("The text has no array at this key.")
        return array.copy()

    def _place(self, array: ArrayText, new: int) -> int:
        """Return the number of the element that the new one follows; -1 is the beginning.

        In the source, this is the nearest element before the new one that the array has too. If
        there is none, the new one goes before the nearest element after it that the array has.
        """
        names, known = array.names, set(array.names)
        for before in reversed(self.source.names[:new]):
            if before in known:
                return len(names) - 1 - names[::-1].index(before)
        for behind in self.source.names[new + 1 :]:
            if behind in known:
                return names.index(behind) - 1
        return len(names) - 1

    def _drop(self, array: ArrayText, number: int) -> None:
        text, element = array.text, array.element(number)
        lines = array.lines_of(number)
        if lines:
            indent = array.indent_of(number)
            kept = [note for note in comments(lines.of(text)) if note in self.kept]
            array.drop(number, lines, "".join(f"{indent}{note}\n" for note in kept))
            return
        if number + 1 < len(array):
            behind = array.element(number + 1).start
            if not text[element.end : behind].strip(" \t,"):
                array.drop(number, Span(element.start, behind))
                return
        elif number:
            before = array.element(number - 1).end
            if not text[before : element.start].strip(" \t,"):
                array.drop(number, Span(before, element.end))
                return
        comma = text.find(",", element.end, array.span.end)
        has_comma = comma >= 0 and not text[element.end : comma].strip()
        array.drop(number, Span(element.start, comma + 1 if has_comma else element.end))

    def _insert(self, array: ArrayText, new: int, after: int) -> None:
        if after >= 0:
            self._insert_behind(array, new, after)
            return
        text = array.text
        if not len(array):
            if "\n" not in array.span.of(text):
                self._write(array, (new, 0), array.span, f"[{_HERE}]")
                return
            start = text.rfind("\n", 0, array.span.end) + 1
            self._write(array, (new, 0), Span(start, start), self._lines(array, new, INDENT))
            return
        lines = array.lines_of(0)
        if lines:
            new_lines = self._lines(array, new, array.indent_of(0))
            self._write(array, (new, 0), Span(lines.start, lines.start), new_lines)
            return
        start = array.element(0).start
        self._write(array, (new, 0), Span(start, start), f"{_HERE}, ")

    def _insert_behind(self, array: ArrayText, new: int, after: int) -> None:
        element = array.element(after)
        comma = next(
            (
                token.start + element.end
                for token in tokens(array.text[element.end : array.span.end])
                if token.kind in ("comma", "close")
            ),
            element.end,
        )
        lines = array.lines_of(after)
        if array.text[comma] != ",":
            array.replace(Span(element.end, element.end), ",", after + 1)
            comma = element.end
            lines = Span(lines.start, lines.end + 1) if lines else None
        if lines and comma < lines.end:
            new_lines = self._lines(array, new, array.indent_of(after))
            self._write(array, (new, after + 1), Span(lines.end, lines.end), new_lines)
            return
        behind = "" if after + 1 == len(array) else ","
        self._write(array, (new, after + 1), Span(comma + 1, comma + 1), f" {_HERE}{behind}")

    def _write(self, array: ArrayText, place: tuple[int, int], span: Span, lines: str) -> None:
        new, number = place
        before, behind = lines.split(_HERE)
        array.insert(number, span, (before, behind), (self.source, new))

    def _lines(self, array: ArrayText, new: int, indent: str) -> str:
        """Return a new element on its own lines, with its comments.

        Comments above it are left out if the text has them already.
        """
        lines, element = self.source.lines_of(new), self.source.element(new)
        above = comments(self.source.text[lines.start : element.start]) if lines else ()
        beside = comments(self.source.text[element.end : lines.end]) if lines else ()
        notes = "".join(f"{indent}{note}\n" for note in above if not array.has_comment(note))
        behind = "".join(f"  {note}" for note in beside)
        return f"{notes}{indent}{_HERE},{behind}\n"


def _find(values: Sequence[str], wanted: object) -> int | None:
    written = repr(wanted)
    return values.index(written) if wanted is not None and written in values else None
