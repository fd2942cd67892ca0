"""Read with PyYAML what flat_yaml.py does not read by itself: unusual lines, and numbers."""

from collections.abc import Iterator

import yaml
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from goldenpath.model.flat_yaml import NotFlatError, Scalar, Written

_MOST_DIGITS = 100
# How many characters of a text are shown in a message.
_MOST_SHOWN = 60
_KINDS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null"))
_STR = "tag:yaml.org,2002:str"


def pairs_of(text: str) -> Iterator[tuple[Written, Written]]:
    """Yield the pairs of any file with PyYAML, and stop at what a flat mapping may not have.

    Raises:
        NotFlatError: the text is not YAML, or is not a flat mapping of scalars.
    """
    try:
        yield from _pairs(text)
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise NotFlatError(f"is not valid YAML: {problem}") from error


def _pairs(text: str) -> Iterator[tuple[Written, Written]]:
    events = yaml.parse(text, Loader=yaml.SafeLoader)
    next(events)
    start = next(events)
    if not isinstance(start, yaml.DocumentStartEvent):
        raise NotFlatError("is empty")
    if start.version or start.tags:
        raise NotFlatError("has YAML directives, which an answers file may not have")
    if not isinstance(opening := next(events), yaml.MappingStartEvent):
        raise NotFlatError("is not a list of `question: answer` lines")
    _refuse_properties(opening)
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        yield _written(event), _written(next(events))
    next(events)
    if not isinstance(next(events), yaml.StreamEndEvent):
        raise NotFlatError("has a second document")


def _written(event: yaml.Event) -> Written:
    if isinstance(event, yaml.AliasEvent):
        raise NotFlatError("has an alias (*), and an answer must be a plain value")
    if not isinstance(event, yaml.ScalarEvent):
        raise NotFlatError(
            "has a list or a mapping as an answer, and an answer must be a plain value: put it in"
            " quotes"
        )
    _refuse_properties(event)
    return event.value, event.implicit[0]


def _refuse_properties(event: yaml.ScalarEvent | yaml.MappingStartEvent) -> None:
    if event.anchor is not None:
        raise NotFlatError("has an anchor (&), and an answer must be a plain value")
    if event.tag is not None:
        raise NotFlatError("has a tag (!), and an answer must be a plain value")


# Shared by all calls, because they keep no state between calls.
_resolver = Resolver()
_constructor = SafeConstructor()
_CONSTRUCT = {
    "tag:yaml.org,2002:int": _constructor.construct_yaml_int,
    "tag:yaml.org,2002:float": _constructor.construct_yaml_float,
    "tag:yaml.org,2002:bool": _constructor.construct_yaml_bool,
    "tag:yaml.org,2002:null": _constructor.construct_yaml_null,
}


def plain_value(text: str) -> Scalar:
    """Return the value of a scalar without quotes.

    Raises:
        NotFlatError: it is not a value that an answer may have.
    """
    kind = _resolver.resolve(yaml.ScalarNode, text, (True, False))
    if kind == _STR:
        return text
    if kind not in _KINDS:
        raise NotFlatError(
            f"has {text[:_MOST_SHOWN]!r}, which YAML does not read as text, and an answer must be a"
            " plain value: put it in quotes"
        )
    if len(text) > _MOST_DIGITS:
        raise NotFlatError(f"has a number of {len(text)} digits: put it in quotes")
    try:
        return _CONSTRUCT[kind](yaml.ScalarNode(kind, text))
    except (ValueError, OverflowError) as error:
        raise NotFlatError(
            f"has {text[:_MOST_SHOWN]!r}, which is not a valid number: put it in quotes"
        ) from error
