"""Which value a key gets, of three versions of a TOML file: decided by the keys alone.

How the values are written is no subject here. Decision 0013.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from goldenpath.operations.merge.keys import (
    Document,
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
    result = deepcopy(dict(document))
    for change in changes:
        _apply(result, change)
    return result


def _apply(document: dict[str, object], change: KeyChange) -> None:
    table: dict[str, object] = document
    for part in change.path[:-1]:
        inner = table.setdefault(part, {})
        if not isinstance(inner, dict):
            inner = table[part] = {}
        table = inner
    last = change.path[-1]
    if change.requirement:
        items = table.get(last)
        table[last] = edited(items if isinstance(items, list) else [], change.edits)
    elif change.value is None:
        table.pop(last, None)
    else:
        table[last] = deepcopy(change.value)


def is_made(document: Document, change: KeyChange, before: Document) -> bool:
    """Whether a document has what a change of the document ``before`` makes."""
    found = value_at(document, change.path)
    if not change.requirement:
        return same(found, change.value)
    wanted = value_at(with_changes(before, [change]), change.path)
    groups = [
        sorted(map(repr, by_name(items).get(change.requirement, [])))
        for items in (found, wanted)
        if isinstance(items, list)
    ]
    return len(groups) == 2 and groups[0] == groups[1]  # noqa: PLR2004 - both


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
