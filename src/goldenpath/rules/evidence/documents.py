"""TOML and YAML as plain data, and safe ways to look into data that may have any form."""

import math
from collections.abc import Mapping
from typing import TypeGuard

import yaml

from goldenpath.model.toml_text import NotTomlError, read_toml
from goldenpath.model.yaml_text import SafeLoader

type Table = Mapping[str, object]

_MAX_YAML_CHARACTERS = 200_000
# Deeper ones are no documents, and recursion in C has no limit of its own.
_MAX_DEPTH = 100
# Each alias repeats what it stands for: more of them are a bomb, not a document.
_MAX_ALIASES = 100


class UnreadableError(Exception):
    """A document that cannot be parsed; the message says why, and where."""


class _Loader(SafeLoader):
    """Reads unknown tags, such as those of CloudFormation, as what they stand before."""


def _construct_untagged(loader: _Loader, _: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Loader.add_multi_constructor("!", _construct_untagged)


def parse_toml(text: str) -> Table:
    """Read TOML.

    Raises:
        UnreadableError: it is none.
    """
    try:
        return read_toml(text.encode())
    except NotTomlError as error:
        raise UnreadableError(str(error)) from error


def parse_yaml(text: str) -> Table:
    """Read a YAML mapping. What is no mapping is an empty one.

    Raises:
        UnreadableError: it is no YAML, or too much of it.
    """
    if len(text) > _MAX_YAML_CHARACTERS:
        raise UnreadableError(f"longer than {_MAX_YAML_CHARACTERS} characters")
    try:
        _require_harmless(text)
        content = yaml.load(text, Loader=_Loader)  # noqa: S506
    except yaml.YAMLError as error:
        raise UnreadableError(" ".join(str(error).split())) from error
    except RecursionError as error:
        raise UnreadableError("nested too deeply") from error
    except (TypeError, ValueError) as error:
        # Such as a date that is none, or a key that cannot be one.
        raise UnreadableError(str(error)) from error
    return content if is_table(content) else {}


def _require_harmless(text: str) -> None:
    """Refuse what grows when it is composed.

    Raises:
        UnreadableError: there are too many aliases, or too many levels.
        YAMLError: it is no YAML.
    """
    aliases = depth = 0
    for event in yaml.parse(text, Loader=SafeLoader):
        aliases += isinstance(event, yaml.AliasEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if aliases > _MAX_ALIASES:
            raise UnreadableError(f"more than {_MAX_ALIASES} aliases")
        if depth > _MAX_DEPTH:
            raise UnreadableError("nested too deeply")


def is_table(value: object) -> TypeGuard[Table]:
    """Whether a value is a mapping; its keys are strings, or never asked for."""
    return isinstance(value, dict)


def value_at(document: Table, *keys: str) -> object:
    """The value below ``keys``, or None."""
    value: object = document
    for key in keys:
        if not is_table(value):
            return None
        value = value.get(key)
    return value


def table_at(document: Table, *keys: str) -> Table:
    """The table below ``keys``; an empty one when there is none."""
    value = value_at(document, *keys)
    return value if is_table(value) else {}


def text_at(document: Table, *keys: str) -> str | None:
    """The string below ``keys``, or None."""
    value = value_at(document, *keys)
    return value if isinstance(value, str) else None


def texts_at(document: Table, *keys: str) -> tuple[str, ...]:
    """The strings of the list below ``keys``; a single string counts as a list of one."""
    value = value_at(document, *keys)
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in items_of(value) if isinstance(item, str))


def tables_at(document: Table, *keys: str) -> tuple[Table, ...]:
    """The tables of the list below ``keys``."""
    return tuple(item for item in items_of(value_at(document, *keys)) if is_table(item))


def items_of(value: object) -> tuple[object, ...]:
    """The items of a list; none when it is no list."""
    return tuple(value) if isinstance(value, list) else ()


def number_at(document: Table, *keys: str) -> float | None:
    """The number below ``keys``, or None."""
    value = value_at(document, *keys)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
