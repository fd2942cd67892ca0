"""Nothing of the team's is lost: a written TOML text compared with what it was made from.

It knows nothing of how the text was made, and trusts nobody who made it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from goldenpath.model.toml_text import Document
from goldenpath.operations.merge.keys import KeyPath, is_requirements, parse_text, same, value_at
from goldenpath.operations.merge.layout import (
    UnreadableTextError,
    comments,
    one_range,
    ranges,
)
from goldenpath.operations.merge.requirements import requirement_name
from goldenpath.operations.merge.three_way import Comparison, KeyChange, copied, with_changes


@dataclass(frozen=True)
class Ledger:
    """The three versions of a text, none of them with a byte-order mark or carriage returns."""

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
        """Which changes a text has; None when it has another one, or lacks a thing of the team's.

        Some changes may be ``taking`` the team's value, or ``silencing`` the comments beside it.
        """
        document = parse_text(text)
        if document is None or self._lost_comments(text, silencing):
            return None
        comparison = Comparison(document, self._ours)
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
        """The comments that must stay: the team's, and those that the template keeps too."""
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
                # A table that the team has emptied: the template may put a key into it.
                if not isinstance(found, Mapping):
                    return False
            elif not same(found, value):
                return False
        return True


def keeps_the_rest(before: str, after: str, path: KeyPath) -> bool:
    """Whether every line that is none of a key's is where it was: no comment changes its subject.

    Raises:
        UnreadableTextError: the text from before is no TOML.
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
    """The document without the tables that stand empty, or are gone, now that a key is removed."""
    result = copied(document)
    for path in removed:
        for depth in range(len(path) - 1, 0, -1):
            table = value_at(result, path[: depth - 1])
            if isinstance(table, dict) and table.get(path[depth - 1]) == {}:
                del table[path[depth - 1]]
    return result


def _in_order(path: KeyPath, value: Document) -> Document:
    """The values, with lists of requirements in one order: it means nothing."""
    return {
        name: _in_order((*path, name), item)
        if isinstance(item, Mapping)
        else sorted(map(str, item))
        if is_requirements((*path, name)) and isinstance(item, list)
        else item
        for name, item in value.items()
    }
