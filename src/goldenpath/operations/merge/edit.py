"""Edit TOML with tomlkit, for changes that cannot be made by replacing lines."""

from collections.abc import MutableMapping
from copy import deepcopy

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import Array

from goldenpath.model.toml_text import KeyPath
from goldenpath.operations.merge.three_way import KeyChange

type _Table = MutableMapping[str, object]


def make_change(text: str, theirs: str, change: KeyChange) -> str | None:
    """Return the text with one change made; None if the text has no place for the change.

    A new value is written as in ``theirs``. tomlkit raises many kinds of errors on unusual texts.
    """
    document = tomlkit.parse(text)
    if change.requirement:
        is_made = _edit_requirements(document, change)
    elif change.value is None:
        is_made = _remove(document, change.path)
    else:
        is_made = _put(document, tomlkit.parse(theirs), change.path)
    return tomlkit.dumps(document) if is_made else None


def _put(document: TOMLDocument, template: TOMLDocument, path: KeyPath) -> bool:
    target: _Table = document
    for depth, part in enumerate(path[:-1]):
        if part not in target:
            # A whole table is missing: create it around the value, which keeps its comments.
            target[part] = _around(_item(template, path), path[depth + 1 :])
            return True
        inner = target[part]
        if not isinstance(inner, MutableMapping):
            return False
        target = inner
    target[path[-1]] = _item(template, path)
    return True


def _around(value: object, path: KeyPath) -> object:
    """Wrap a value in tables that contain nothing else."""
    if not path:
        return value
    table = tomlkit.table(is_super_table=len(path) > 1)
    table[path[0]] = _around(value, path[1:])
    return table


def _item(template: TOMLDocument, path: KeyPath) -> object:
    item: object = template
    for part in path:
        item = item[part]
    return deepcopy(item)


def _remove(document: TOMLDocument, path: KeyPath) -> bool:
    target: object = document
    for part in path[:-1]:
        if not isinstance(target, MutableMapping) or part not in target:
            return False
        target = target[part]
    return isinstance(target, MutableMapping) and target.pop(path[-1], None) is not None


def _edit_requirements(document: TOMLDocument, change: KeyChange) -> bool:
    items: object = document
    for part in change.path:
        items = items[part] if isinstance(items, MutableMapping) and part in items else None
    if not isinstance(items, Array):
        return False
    for edit in change.edits:
        number = list(items).index(edit.old) if edit.old in items else None
        if number is None:
            items.append(edit.new)
        elif edit.new is None:
            del items[number]
        else:
            items[number] = edit.new
    return True
