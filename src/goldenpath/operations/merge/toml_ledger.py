"""Check that a written TOML text has lost nothing of the team's.

The ledger only compares texts. It does not know how the text was written, and does not trust the
code that wrote it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from goldenpath.model.toml_text import Document, KeyPath, parse_text, value_at
from goldenpath.operations.merge.keys import is_requirements, same
from goldenpath.operations.merge.layout import (
    UnreadableTextError,
    comments,
    one_range,
    ranges,
)
from goldenpath.operations.merge.requirements import requirement_name
from goldenpath.operations.merge.three_way import ChangeProbe, KeyChange, copied, with_changes


@dataclass(frozen=True)
class Ledger:
    """The three versions of a text, without byte-order marks and carriage returns."""

    base: str
    ours: str
    theirs: str

    def made(
        self,
        text: str,
        changes: Sequence[KeyChange],
        taking: Sequence[KeyChange] = (),
        silencing: Sequence[KeyChange] = (),
    ) -> frozenset[KeyChange] | None:
        """Return which of ``changes`` a text contains.

        None if the text contains any other change, or if something of the team's is missing. The
        changes in ``taking`` may replace the team's values. Those in ``silencing`` may also remove
        the comments of their keys.
        """
        document = parse_text(text)
        if document is None or self._lost_comments(text, silencing):
            return None
        comparison = ChangeProbe(document, self._ours)
        found = [change for change in changes if comparison.has(change)]
        wanted = with_changes(self._ours, found)
        removed = [change.path for change in found if change.value is None]
        written, decided = (
            _in_order((), _without_empty(side, removed)) for side in (document, wanted)
        )
        if not same(written, decided) or not self._has_team_values(document, taking):
            return None
        return frozenset(found)

    @cached_property
    def _ours(self) -> Document:
        return parse_text(self.ours) or {}

    @cached_property
    def _base(self) -> Document:
        return parse_text(self.base) or {}

    @cached_property
    def _owed(self) -> Counter[str]:
        """The comments that must stay: those of the team that the template did not remove."""
        base, ours, theirs = (
            Counter(comments(text)) for text in (self.base, self.ours, self.theirs)
        )
        return ours - (base - theirs)

    def _lost_comments(self, text: str, silencing: Sequence[KeyChange]) -> Counter[str]:
        try:
            lost = self._owed - Counter(comments(text))
            for path in {change.path for change in silencing} if lost else ():
                for span in ranges(self.ours, path):
                    lost -= Counter(comments(span.of(self.ours)))
        except UnreadableTextError:
            return Counter({"?": 1})
        return lost

    def _has_team_values(self, document: Document, taking: Sequence[KeyChange]) -> bool:
        names_of: defaultdict[KeyPath, set[str | None]] = defaultdict(set)
        for change in taking:
            names_of[change.path].add(change.requirement)
        for path, value in _leaves((), self._ours):
            before = value_at(self._base, path)
            above = (path[:depth] for depth in range(len(path) + 1))
            names = {name for one in above if one in names_of for name in names_of[one]}
            if same(value, before) or None in names:
                continue
            found = value_at(document, path)
            if isinstance(value, list) and is_requirements(path):
                if _elements(value, names) - _elements(before, names) - _elements(found, names):
                    return False
            elif isinstance(value, Mapping):
                # The team has emptied this table, but the template may add a key to it.
                if not isinstance(found, Mapping):
                    return False
            elif not same(found, value):
                return False
        return True


def keeps_the_rest(before: str, after: str, path: KeyPath) -> bool:
    """Return whether all lines that do not belong to a key are still there, in the same order.

    If not, a comment could now describe another key.

    Raises:
        UnreadableTextError: the text from before is not TOML.
    """
    around = one_range(before, path)
    rest = before
    for span in reversed([around] if around else ranges(before, path)):
        rest = span.replaced(rest, "")
    written = iter(after.split("\n"))
    return all(line in written for line in rest.split("\n") if line.strip())


def _leaves(path: KeyPath, value: object) -> Iterator[tuple[KeyPath, object]]:
    if isinstance(value, Mapping) and value:
        for name, inner in value.items():
            yield from _leaves((*path, name), inner)
    else:
        yield path, value


def _elements(items: object, without: set[str | None]) -> Counter[str]:
    found = items if isinstance(items, list) else []
    return Counter(repr(item) for item in found if requirement_name(item) not in without)


def _without_empty(document: Document, removed: Sequence[KeyPath]) -> Document:
    """Return the document without tables that became empty when a key was removed.

    So a text is correct whether it keeps such a table or not.
    """
    result = copied(document)
    for path in removed:
        for depth in range(len(path) - 1, 0, -1):
            table = value_at(result, path[: depth - 1])
            if isinstance(table, dict) and table.get(path[depth - 1]) == {}:
                del table[path[depth - 1]]
    return result


def _in_order(path: KeyPath, value: Document) -> Document:
    """Return the values with sorted lists of dependencies, since their order has no meaning."""
    return {
        name: _in_order((*path, name), item)
        if isinstance(item, Mapping)
        else sorted(map(str, item))
        if is_requirements((*path, name)) and isinstance(item, list)
        else item
        for name, item in value.items()
    }
