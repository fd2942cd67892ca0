"""Match the elements of a list of dependencies between versions of the list.

A dependency is what Python's packaging standards call a requirement. The names in the code follow
them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

# The part of a dependency before the version: the name of the distribution, and the extras.
_NAME = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?")

# Extras and marker, which distinguish several dependencies on one distribution.
type Variant = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ElementEdit:
    """The replacement of an element; ``old`` is None to add one, ``new`` is None to remove one."""

    old: object
    new: object


@dataclass(frozen=True, slots=True)
class GroupMerge:
    """The decision about the dependencies on one distribution."""

    edits: tuple[ElementEdit, ...]
    # Both sides changed them, or it is unclear which of them the template changed.
    is_conflict: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The dependencies on one distribution in three versions of a list."""

    base: Sequence[object]
    ours: Sequence[object]
    theirs: Sequence[object]

    def merge(self) -> GroupMerge | None:
        """Decide what to change; None for no change, as when the team has removed them all."""
        if _same(self.base, self.theirs) or _same(self.ours, self.theirs):
            return None
        if self.base and not self.ours:
            return None
        if _same(self.base, self.ours):
            return GroupMerge(tuple(exchange(self.ours, self.theirs, self.base)), is_conflict=False)
        if max(map(len, (self.base, self.ours, self.theirs))) == 1:
            return self._conflict()
        return self._by_variant()

    def _by_variant(self) -> GroupMerge | None:
        sides = [_variants(side) for side in (self.base, self.ours, self.theirs)]
        if any(side is None for side in sides):
            return self._conflict()
        base, ours, theirs = (side or {} for side in sides)
        has_added = bool(ours.keys() - base.keys())
        edits: list[ElementEdit] = []
        for variant in dict.fromkeys([*theirs, *base]):
            old, mine, new = base.get(variant), ours.get(variant), theirs.get(variant)
            if new in (old, mine):
                continue
            if mine == old and (mine is not None or not has_added):
                edits.append(ElementEdit(mine, new))
            elif mine is not None or has_added:
                return self._conflict()
        return GroupMerge(tuple(edits), is_conflict=False) if edits else None

    def _conflict(self) -> GroupMerge:
        return GroupMerge(tuple(exchange(self.ours, self.theirs, self.base)), is_conflict=True)


def requirement_name(requirement: object) -> str:
    """Return the normalised name of the distribution that a dependency names."""
    return _distribution(str(requirement))


@lru_cache(maxsize=4096)
def _distribution(requirement: str) -> str:
    found = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found[1] if found else requirement).lower()


def by_name(items: Sequence[object]) -> dict[str, list[object]]:
    """Group dependencies by the name of the distribution."""
    found: dict[str, list[object]] = {}
    for item in items:
        found.setdefault(requirement_name(item), []).append(item)
    return found


def exchange(
    old: Sequence[object], new: Sequence[object], known: Sequence[object]
) -> Iterator[ElementEdit]:
    """Yield the edits that turn the group ``old`` into the group ``new``.

    Elements with the same extras and marker match. The others are matched by position. An old
    element stays if its extras and marker are not in ``known``, since the team added it. But it is
    replaced if a new element has no other match.
    """
    kept = Counter(map(repr, new)) & Counter(map(repr, old))
    olds, news = _without(old, kept), _without(new, kept)
    unmatched: list[object] = []
    for wanted in news:
        partner = next((item for item in olds if _variant(item) == _variant(wanted)), None)
        if partner is None:
            unmatched.append(wanted)
        else:
            olds.remove(partner)
            yield ElementEdit(partner, wanted)
    if new and not unmatched:
        variants = {_variant(item) for item in known}
        olds = [item for item in olds if _variant(item) in variants]
    for mine, wanted in zip_longest(olds, unmatched):
        yield ElementEdit(mine, wanted)


def edited(items: Sequence[object], edits: Sequence[ElementEdit]) -> list[object]:
    """Return a list of dependencies after edits."""
    result = list(items)
    for edit in edits:
        if edit.old is None:
            result.append(edit.new)
        elif edit.old in result:
            number = result.index(edit.old)
            result[number : number + 1] = [] if edit.new is None else [edit.new]
    return result


def _same(left: Sequence[object], right: Sequence[object]) -> bool:
    return Counter(map(repr, left)) == Counter(map(repr, right))


def _without(items: Sequence[object], kept: Counter[str]) -> list[object]:
    left = Counter(kept)
    found: list[object] = []
    for item in items:
        if left[repr(item)]:
            left[repr(item)] -= 1
        else:
            found.append(item)
    return found


def _variants(items: Sequence[object]) -> dict[Variant, object] | None:
    """Return the elements by extras and marker; None if two elements have the same."""
    found = {_variant(item): item for item in items}
    return found if len(found) == len(items) else None


def _variant(item: object) -> Variant:
    # Imported here: a list that is as the template renders it is never taken apart.
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        requirement = Requirement(str(item))
    except (InvalidRequirement, RecursionError):
        return "", ""
    return ",".join(sorted(requirement.extras)), str(requirement.marker or "")
