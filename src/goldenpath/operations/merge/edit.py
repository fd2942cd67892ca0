"""TOML edited in place by tomlkit: comments, order and what is not named stay as they are."""

from collections.abc import MutableMapping, Sequence
from copy import deepcopy

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import Array

from goldenpath.model.errors import BadInputError
from goldenpath.operations.merge.keys import (
    KeyDifference,
    KeyPath,
    KeyState,
    requirement_name,
)

type _Table = MutableMapping[str, object]


def put_back(actual: str, expected: str, different: Sequence[KeyDifference]) -> str:
    """Give the keys that differ the values that they have in ``expected``.

    Raises:
        BadInputError: a table that a key lies in is no table.
    """
    document, template = tomlkit.parse(actual), tomlkit.parse(expected)
    for difference in different:
        if difference.requirement:
            put_requirement(document, difference.path, difference.expected, difference.requirement)
        elif difference.state is KeyState.ADDED:
            remove_key(document, difference.path)
        else:
            put_key(document, template, difference.path)
    return tomlkit.dumps(document)


def put_key(document: TOMLDocument, template: TOMLDocument, path: KeyPath) -> None:
    """Copy a key's value from ``template``, as it is written there.

    Raises:
        BadInputError: a table that the key lies in is no table.
    """
    target: _Table = document
    for depth, part in enumerate(path[:-1]):
        if part not in target:
            # The whole table is missing: it comes with its comments.
            target[part] = _around(_item(template, path), path[depth + 1 :])
            return
        inner = target[part]
        if not isinstance(inner, MutableMapping):
            raise BadInputError(f"{'.'.join(path[: depth + 1])} is no table: make it one.")
        target = inner
    target[path[-1]] = _item(template, path)


def _around(value: object, path: KeyPath) -> object:
    """Tables around a value, with nothing else in them."""
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


def remove_key(document: TOMLDocument, path: KeyPath) -> None:
    """Remove a key; nothing happens when it is not there."""
    target: object = document
    for part in path[:-1]:
        if not isinstance(target, MutableMapping) or part not in target:
            return
        target = target[part]
    if isinstance(target, MutableMapping):
        target.pop(path[-1], None)


def put_requirement(document: TOMLDocument, path: KeyPath, wanted: object, name: str) -> None:
    """Add a requirement, replace the one of the same distribution, or remove it (``wanted`` None).

    Raises:
        BadInputError: there is no list at that key.
    """
    items: object = document
    for part in path:
        items = items[part] if isinstance(items, MutableMapping) and part in items else None
    if not isinstance(items, Array):
        raise BadInputError(f"{'.'.join(path)} is no list of requirements: make it one.")
    for number, item in enumerate(items):
        if requirement_name(item) == name:
            if wanted is None:
                del items[number]
            else:
                items[number] = wanted
            return
    if wanted is not None:
        _add(items, wanted)


def _add(items: Array, wanted: object) -> None:
    # A list on lines of its own keeps that form.
    if "\n" in items.as_string():
        items.add_line(wanted, indent="  ", newline=True)
    else:
        items.append(wanted)
