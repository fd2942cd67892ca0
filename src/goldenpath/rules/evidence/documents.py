"""Read TOML and YAML as plain data, and look up values in data whose form is not known."""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeGuard

import yaml

from goldenpath.model.toml_text import NotTomlError, read_toml
from goldenpath.model.yaml_text import SafeLoader

type Table = Mapping[str, object]

_MAX_YAML_CHARACTERS = 200_000
# No real document is deeper, and the recursion in libyaml, which is written in C, has no limit.
_MAX_DEPTH = 100
# Each alias repeats the content that it names. Many aliases can make a small file grow to any size.
_MAX_ALIASES = 100


class UnreadableError(Exception):
    """A document cannot be parsed; the message says why and where."""


class _Loader(SafeLoader):
    """A loader that ignores unknown tags, such as those of CloudFormation, and reads the values."""


def _construct_untagged(loader: _Loader, _: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Loader.add_multi_constructor("!", _construct_untagged)


# Several rules read the same document. They share the content, so none of them may change it.
_MOST_DOCUMENTS = 16


@lru_cache(maxsize=_MOST_DOCUMENTS)
def parse_toml(text: str) -> Table:
    """Return the content of a TOML document.

    Raises:
        UnreadableError: the text is not TOML.
    """
    try:
        return read_toml(text.encode())
    except NotTomlError as error:
        raise UnreadableError(str(error)) from error


@lru_cache(maxsize=_MOST_DOCUMENTS)
def parse_yaml(text: str) -> Table:
    """Return the mapping in a YAML document; an empty one if the content is not a mapping.

    Raises:
        UnreadableError: the text is not YAML, is too long, or has too many aliases or levels.
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
        # For example, a date that does not exist, or a list as a key.
        raise UnreadableError(str(error)) from error
    return content if is_table(content) else {}


def _require_harmless(text: str) -> None:
    """Refuse a document that could use too much memory when it is loaded.

    Raises:
        UnreadableError: there are too many aliases, or too many levels.
        YAMLError: the text is not YAML.
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
    """Return whether a value is a mapping. Keys that are not strings are never looked up."""
    return isinstance(value, dict)


def value_at(document: Table, *keys: str) -> object:
    """Return the value below ``keys``; None if there is no value."""
    value: object = document
    for key in keys:
        if not is_table(value):
            return None
        value = value.get(key)
    return value


def table_at(document: Table, *keys: str) -> Table:
    """Return the table below ``keys``; an empty table if there is none."""
    value = value_at(document, *keys)
    return value if is_table(value) else {}


def text_at(document: Table, *keys: str) -> str | None:
    """Return the string below ``keys``; None if there is no string."""
    value = value_at(document, *keys)
    return value if isinstance(value, str) else None


def texts_at(document: Table, *keys: str) -> tuple[str, ...]:
    """Return the strings in the list below ``keys``; a single string counts as a list of one."""
    value = value_at(document, *keys)
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in items_of(value) if isinstance(item, str))


def tables_at(document: Table, *keys: str) -> tuple[Table, ...]:
    """Return the tables in the list below ``keys``."""
    return tuple(item for item in items_of(value_at(document, *keys)) if is_table(item))


def items_of(value: object) -> tuple[object, ...]:
    """Return the items of a list; () if the value is not a list."""
    return tuple(value) if isinstance(value, list) else ()


def number_at(document: Table, *keys: str) -> float | None:
    """Return the number below ``keys``; None if there is no number."""
    value = value_at(document, *keys)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
