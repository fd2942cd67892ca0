"""The types that questions can have, and how copier reads an answer as each of them."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache

from goldenpath.model.yaml_text import read_yaml

_TRUE = frozenset({"y", "yes", "t", "true", "on"})
_FALSE = frozenset({"", "n", "no", "f", "false", "off", "~", "null", "none"})


@lru_cache(maxsize=1024)
def _parse_yaml(text: str) -> object:
    # JSON is valid YAML and is many times faster to read. Most computed answers use `|to_json`.
    with suppress(json.JSONDecodeError):
        return json.loads(text)
    return read_yaml(text)


def _as_yaml(value: object) -> object:
    return _parse_yaml(value) if isinstance(value, str) else value


def _as_json(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def as_bool(value: object) -> bool:
    """Read a value as copier reads the answer to a yes-or-no question."""
    with suppress(TypeError, ValueError):
        return bool(float(value))  # ty: ignore[invalid-argument-type]
    if isinstance(value, str):
        lower = value.strip().lower()
        if lower in _TRUE | _FALSE:
            return lower in _TRUE
    return bool(value)


def _as_str(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return value.decode()
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError(f"{value!r} is not text")


def _as_number[T: (int, float)](kind: type[T]) -> Callable[[object], T]:
    def cast(value: object) -> T:
        if isinstance(value, str | int | float):
            return kind(value)
        raise TypeError(f"{value!r} is not a number")

    return cast


CASTS: Mapping[str, Callable[[object], object]] = {
    "bool": as_bool,
    "float": _as_number(float),
    "int": _as_number(int),
    "json": _as_json,
    "path": str,
    "str": _as_str,
    "yaml": _as_yaml,
}
