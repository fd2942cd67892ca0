"""Decide which value each key gets, from three versions of a TOML file.

This module decides values only, not how they are written. Decision 0013 explains why.
"""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from goldenpath.model.toml_text import Document, KeyPath, value_at
from goldenpath.operations.merge.keys import dotted, is_owned, is_requirements, same
from goldenpath.operations.merge.requirements import ElementEdit, Group, by_name, edited


# Compared by identity: two changes may have equal values, but they are different changes.
@dataclass(frozen=True, slots=True, eq=False)
class KeyChange:
    """A key that gets a value or is removed (None), or edits of one distribution's dependencies."""

    path: KeyPath
    value: object = None
    # The distribution and the edits, if the change is in a list of dependencies.
    requirement: str | None = None
    edits: tuple[ElementEdit, ...] = ()

    @property
    def name(self) -> str:
        """The key as TOML writes it, followed by the distribution if there is one."""
        name = dotted(self.path)
        return f"{name}.{self.requirement}" if self.requirement else name


@dataclass(frozen=True, slots=True)
class Decision:
    """The template's changes: those to make, and those that conflict with the team's."""

    changes: tuple[KeyChange, ...]
    # Only for keys that the template owns.
    conflicts: tuple[KeyChange, ...]


@dataclass(frozen=True, slots=True)
class _Contested:
    """A change of the template in a place that the team changed too."""

    change: KeyChange


def decide(documents: tuple[Document, Document, Document], owned: Sequence[str]) -> Decision:
    """Decide what to change in the team's version. The documents are base, ours and theirs."""
    found = list(_compare((), *documents))
    contested = [item.change for item in found if isinstance(item, _Contested)]
    return Decision(
        changes=tuple(item for item in found if isinstance(item, KeyChange)),
        # If the team owns the key, its value stays, and nobody is asked.
        conflicts=tuple(change for change in contested if is_owned(change.path, owned)),
    )


def with_changes(document: Document, changes: Sequence[KeyChange]) -> Document:
    """Return the values of a document after changes."""
    result = copied(document)
    for change in changes:
        _apply(result, change)
    return result


def copied(document: Document) -> MutableMapping[str, object]:
    """Copy a document's tables. Its lists are shared, since no code changes a list in place."""
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
class ChangeProbe:
    """A document, and the document that it was made from."""

    document: Document
    before: Document

    def has(self, change: KeyChange) -> bool:
        """Return whether the document contains a change."""
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
        """Return the dependencies in a list by distribution; None if there is no list."""
        if (path, is_before) not in self._known:
            items = value_at(self.before if is_before else self.document, path)
            groups = by_name(items) if isinstance(items, list) else None
            self._known[path, is_before] = groups
        return self._known[path, is_before]


def _compare(
    path: KeyPath, base: object, ours: object, theirs: object
) -> Iterator[KeyChange | _Contested]:
    # What the team has removed stays removed. A check still reports that it is missing.
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
