"""Which value a key gets, of three versions of a TOML file: decided by the keys alone.

How the values are written is no subject here. Decision 0013.
"""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from goldenpath.model.toml_text import Document
from goldenpath.operations.merge.keys import (
    KeyPath,
    dotted,
    is_owned,
    is_requirements,
    same,
    value_at,
)
from goldenpath.operations.merge.requirements import ElementEdit, Group, by_name, edited


# Known by identity: the values of two may be equal and no two changes are the same.
@dataclass(frozen=True, slots=True, eq=False)
class KeyChange:
    """A key that gets a value, or loses it (None); or the requirements of one distribution."""

    path: KeyPath
    value: object = None
    # The distribution, and what becomes of its elements.
    requirement: str | None = None
    edits: tuple[ElementEdit, ...] = ()

    @property
    def name(self) -> str:
        """The key as TOML writes it, and the distribution."""
        name = dotted(self.path)
        return f"{name}.{self.requirement}" if self.requirement else name


@dataclass(frozen=True, slots=True)
class Decision:
    """What the template's side changes, and what it would change where both sides did."""

    changes: tuple[KeyChange, ...]
    # Of keys that the template owns.
    conflicts: tuple[KeyChange, ...]


@dataclass(frozen=True, slots=True)
class _Contested:
    """A change that meets one of the team's."""

    change: KeyChange


def decide(documents: tuple[Document, Document, Document], owned: Sequence[str]) -> Decision:
    """Find what to change in the team's version; in the order base, ours, theirs."""
    found = list(_compare((), *documents))
    contested = [item.change for item in found if isinstance(item, _Contested)]
    return Decision(
        changes=tuple(item for item in found if isinstance(item, KeyChange)),
        # Of a key that the team owns, the team's value stays without a question.
        conflicts=tuple(change for change in contested if is_owned(change.path, owned)),
    )


def with_changes(document: Document, changes: Sequence[KeyChange]) -> Document:
    """The values of a document after changes."""
    result = copied(document)
    for change in changes:
        _apply(result, change)
    return result


def copied(document: Document) -> MutableMapping[str, object]:
    """New tables with the same values: nobody changes a list in its place."""
    return {
        name: copied(value) if isinstance(value, Mapping) else value
        for name, value in document.items()
    }


def _apply(document: MutableMapping[str, object], change: KeyChange) -> None:
    table = document
    for part in change.path[:-1]:
        inner = table.setdefault(part, {})
        if not isinstance(inner, MutableMapping):
            inner = table[part] = {}
        table = inner
    last = change.path[-1]
    if change.requirement:
        items = table.get(last)
        table[last] = edited(items if isinstance(items, list) else [], change.edits)
    elif change.value is None:
        table.pop(last, None)
    else:
        value = change.value
        table[last] = copied(value) if isinstance(value, Mapping) else value


@dataclass(frozen=True)
class Comparison:
    """A document, and the one that it was made from by changes."""

    document: Document
    before: Document

    def has(self, change: KeyChange) -> bool:
        """Whether the document has what a change makes."""
        name = change.requirement
        if not name:
            return same(value_at(self.document, change.path), change.value)
        found = self._groups(change.path, is_before=False)
        if found is None:
            return False
        before = (self._groups(change.path, is_before=True) or {}).get(name, [])
        sides = (found.get(name, []), edited(before, change.edits))
        left, right = (sorted(map(repr, side)) for side in sides)
        return left == right

    @cached_property
    def _known(self) -> dict[tuple[KeyPath, bool], dict[str, list[object]] | None]:
        return {}

    def _groups(self, path: KeyPath, *, is_before: bool) -> dict[str, list[object]] | None:
        """The requirements in a list by their distributions; None where there is no list."""
        if (path, is_before) not in self._known:
            items = value_at(self.before if is_before else self.document, path)
            groups = by_name(items) if isinstance(items, list) else None
            self._known[path, is_before] = groups
        return self._known[path, is_before]


def _compare(
    path: KeyPath, base: object, ours: object, theirs: object
) -> Iterator[KeyChange | _Contested]:
    # What the team has removed stays removed; a check goes on saying that it is missing.
    if same(ours, theirs) or same(base, theirs) or (ours is None and base is not None):
        return
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        before = base if isinstance(base, Mapping) else {}
        for name in dict.fromkeys([*theirs, *ours]):
            versions = (before.get(name), ours.get(name), theirs.get(name))
            yield from _compare((*path, name), *versions)
    elif is_requirements(path) and isinstance(ours, list) and isinstance(theirs, list):
        yield from _compare_lists(path, base, ours, theirs)
    elif same(base, ours):
        yield KeyChange(path, theirs)
    else:
        yield _Contested(KeyChange(path, theirs))


def _compare_lists(
    path: KeyPath, base: object, ours: Sequence[object], theirs: Sequence[object]
) -> Iterator[KeyChange | _Contested]:
    before, team, template = (
        by_name(items) for items in (base if isinstance(base, list) else [], ours, theirs)
    )
    for name in dict.fromkeys([*template, *before]):
        group = Group(before.get(name, []), team.get(name, []), template.get(name, []))
        merged = group.merge()
        if merged:
            change = KeyChange(path, requirement=name, edits=merged.edits)
            yield _Contested(change) if merged.is_conflict else change
