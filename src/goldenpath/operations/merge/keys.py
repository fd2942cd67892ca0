"""Compare TOML key by key, to find the template's keys that differ in a repository."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from goldenpath.model.toml_text import Document, KeyPath, value_at
from goldenpath.operations.merge.requirements import by_name, exchange

_PLAIN_PART = re.compile(r"^[A-Za-z0-9_-]+$")
# The keys of lists of dependencies. Such lists are compared by the names of the distributions, not
# as a whole.
_REQUIREMENTS = re.compile(
    r"^(project\.dependencies|project\.optional-dependencies\.[^.]+|dependency-groups\.[^.]+"
    r"|tool\.uv\.(constraint|override)-dependencies)$"
)


class KeyState(StrEnum):
    """How a key of the repository differs from the template's."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class KeyDifference:
    """A difference in one key, or in one distribution of a list of dependencies."""

    path: KeyPath
    state: KeyState
    expected: object
    actual: object
    # The distribution, if the difference is in a list of dependencies.
    requirement: str | None = None

    @property
    def name(self) -> str:
        """The key as TOML writes it, followed by the distribution if there is one."""
        written = dotted(self.path)
        return f"{written}.{self.requirement}" if self.requirement else written


def dotted(path: KeyPath) -> str:
    """Return a key as TOML writes it."""
    return ".".join(part if _PLAIN_PART.match(part) else f'"{part}"' for part in path)


def is_requirements(path: KeyPath) -> bool:
    """Return whether the value of the key is a list of dependencies."""
    return bool(_REQUIREMENTS.match(".".join(path)))


def is_owned(path: KeyPath, owned: Sequence[str]) -> bool:
    """Return whether the template owns a key, or a table that contains the key."""
    written = ".".join(path)
    return any(written == key or written.startswith(f"{key}.") for key in owned)


def differences(expected: Document, actual: Document, owned: Sequence[str]) -> list[KeyDifference]:
    """Return the differences in the keys that the template owns."""
    found: list[KeyDifference] = []
    for key in owned:
        path = tuple(key.split("."))
        wanted = value_at(expected, path)
        # The template owns only what it renders. The team owns a table that it does not render.
        if wanted is not None:
            found.extend(_compare(path, wanted, value_at(actual, path)))
    return found


def all_differences(expected: Document, actual: Document) -> list[KeyDifference]:
    """Return the differences in all keys."""
    return list(_compare((), expected, actual))


def same(left: object, right: object) -> bool:
    """Return whether two TOML values are equal, with equal types at every depth."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    # Not `==`: in Python, 1 equals 1.0 and True, and nan does not equal itself.
    return type(left) is type(right) and repr(left) == repr(right)


def _compare(path: KeyPath, wanted: object, found: object) -> Iterator[KeyDifference]:
    if found is None:
        yield KeyDifference(path, KeyState.MISSING, wanted, None)
    elif isinstance(wanted, Mapping) and isinstance(found, Mapping):
        for name in wanted:
            yield from _compare((*path, name), wanted[name], found.get(name))
        for name in sorted(found.keys() - wanted.keys()):
            yield KeyDifference((*path, name), KeyState.ADDED, None, found[name])
    elif same(wanted, found):
        return
    elif is_requirements(path) and isinstance(wanted, list) and isinstance(found, list):
        yield from _compare_requirements(path, wanted, found)
    else:
        yield KeyDifference(path, KeyState.CHANGED, wanted, found)


def _compare_requirements(
    path: KeyPath, wanted: Sequence[object], found: Sequence[object]
) -> Iterator[KeyDifference]:
    present = by_name(found)
    for name, group in by_name(wanted).items():
        if name not in present:
            yield KeyDifference(path, KeyState.MISSING, _alone(group), None, name)
        # The team may have more dependencies on the distribution, with markers that the template
        # does not use. They are not a difference.
        elif any(exchange(present[name], group, group)):
            actual = _alone(present[name])
            yield KeyDifference(path, KeyState.CHANGED, _alone(group), actual, name)


def _alone(group: list[object]) -> object:
    """Return the only dependency of a group, or the whole group if it has several."""
    return group[0] if len(group) == 1 else group
