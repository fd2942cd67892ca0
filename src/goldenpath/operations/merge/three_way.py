"""Three versions of a TOML file merged by its keys, and then written with both sides' comments.

Which value a key gets is decided by the keys alone. Where git's merge of the text comes to the same
values, its text is taken, since it keeps the order and the comments of both sides; where it does
not, the team's text is edited. Decision 0008.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import tomlkit

from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.merge.edit import put_key, put_requirement, remove_key
from goldenpath.operations.merge.keys import (
    Document,
    KeyPath,
    dotted,
    is_owned,
    is_requirements,
    parse,
    requirement_name,
    same,
)


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key, or one requirement of a list, that the template's side changes; None removes it."""

    path: KeyPath
    requirement: str | None
    value: object


@dataclass(frozen=True, slots=True)
class KeyConflict:
    """A key of the template's that both sides changed."""

    change: KeyChange
    team: object

    @property
    def name(self) -> str:
        """The key as TOML writes it."""
        name = dotted(self.change.path)
        return f"{name}.{self.change.requirement}" if self.change.requirement else name


@dataclass(frozen=True, slots=True)
class Versions:
    """The three versions of a file: as rendered, as the team has it, as rendered now."""

    base: bytes
    ours: bytes
    theirs: bytes


@dataclass(frozen=True, slots=True)
class TomlMerge:
    """What the template's side changes, and where that meets a change of the team's."""

    changes: tuple[KeyChange, ...]
    conflicts: tuple[KeyConflict, ...]


def compare(versions: Versions, owned: Sequence[str]) -> TomlMerge | None:
    """Find what to change in the team's version; None when a version is no TOML."""
    base, ours, theirs = (
        parse(content) for content in (versions.base, versions.ours, versions.theirs)
    )
    if base is None or ours is None or theirs is None:
        return None
    found = list(_compare((), base, ours, theirs))
    conflicts = [item for item in found if isinstance(item, KeyConflict)]
    return TomlMerge(
        changes=tuple(item for item in found if isinstance(item, KeyChange)),
        # Of a key that the team owns, the team's value stays without a question.
        conflicts=tuple(item for item in conflicts if is_owned(item.change.path, owned)),
    )


def write(git: Git, versions: Versions, changes: Sequence[KeyChange]) -> bytes:
    """The team's version with the changes made."""
    if versions.ours == versions.base and _has_all(versions, changes):
        return versions.theirs
    edited = _edit(versions, changes)
    merged = merge_text(git, versions)
    is_equal = merged is not None and _values(merged) == _values(edited)
    return merged if merged is not None and is_equal else edited


def merge_text(git: Git, versions: Versions, *, with_markers: bool = False) -> bytes | None:
    """Git's merge of the three as text; None when it has conflicts, unless those are wanted."""
    with TemporaryDirectory(prefix="goldenpath-") as folder:
        paths = [Path(folder) / name for name in ("team", "rendered-before", "template")]
        contents = (versions.ours, versions.base, versions.theirs)
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        labels = [option for path in paths for option in ("-L", path.name)]
        done = git.attempt("merge-file", "-p", "-q", *labels, *paths)
    return done.output if done.exit_code == 0 or with_markers else None


def _compare(
    path: KeyPath, base: object, ours: object, theirs: object
) -> Iterator[KeyChange | KeyConflict]:
    # What the team has removed stays removed; a check goes on saying that it is missing.
    if same(ours, theirs) or same(base, theirs) or (ours is None and base is not None):
        return
    if same(base, ours):
        yield from _whole(path, ours, theirs)
    elif isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        before = base if isinstance(base, Mapping) else {}
        for name in dict.fromkeys([*theirs, *ours]):
            versions = (before.get(name), ours.get(name), theirs.get(name))
            yield from _compare((*path, name), *versions)
    elif is_requirements(path) and isinstance(ours, list) and isinstance(theirs, list):
        yield from _compare_lists(path, base, ours, theirs)
    else:
        yield KeyConflict(KeyChange(path, None, theirs), ours)


def _whole(path: KeyPath, ours: object, theirs: object) -> Iterator[KeyChange]:
    """The template's version of what the team left alone, key by key below a table."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        for name in dict.fromkeys([*theirs, *ours]):
            if not same(ours.get(name), theirs.get(name)):
                yield from _whole((*path, name), ours.get(name), theirs.get(name))
    else:
        yield KeyChange(path, None, theirs)


def _compare_lists(
    path: KeyPath, base: object, ours: Sequence[object], theirs: Sequence[object]
) -> Iterator[KeyChange | KeyConflict]:
    before, team, template = (
        {requirement_name(item): item for item in items}
        for items in (base if isinstance(base, list) else [], ours, theirs)
    )
    for name in dict.fromkeys([*template, *before]):
        old, mine, new = before.get(name), team.get(name), template.get(name)
        if new in (mine, old) or (mine is None and old is not None):
            continue
        change = KeyChange(path, name, new)
        yield change if mine == old else KeyConflict(change, mine)


def _edit(versions: Versions, changes: Sequence[KeyChange]) -> bytes:
    has_crlf = b"\r\n" in versions.ours
    document = tomlkit.parse(versions.ours.decode().replace("\r\n", "\n"))
    template = tomlkit.parse(versions.theirs.decode().replace("\r\n", "\n"))
    for change in changes:
        if change.requirement:
            put_requirement(document, change.path, change.value, change.requirement)
        elif change.value is None:
            remove_key(document, change.path)
        else:
            put_key(document, template, change.path)
    text = tomlkit.dumps(document)
    return (text.replace("\n", "\r\n") if has_crlf else text).encode()


def _has_all(versions: Versions, changes: Sequence[KeyChange]) -> bool:
    return _values(_edit(versions, changes)) == _values(versions.theirs)


def _values(content: bytes) -> Document | None:
    """The values, with lists of requirements in one order."""
    document = parse(content)
    return None if document is None else _in_order((), document)


def _in_order(path: KeyPath, value: Mapping[str, object]) -> dict[str, object]:
    return {
        name: _in_order((*path, name), item)
        if isinstance(item, Mapping)
        else sorted(map(str, item))
        if is_requirements((*path, name)) and isinstance(item, list)
        else item
        for name, item in value.items()
    }
