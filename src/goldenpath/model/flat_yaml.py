"""Read a flat mapping of scalars in YAML: an answers file may contain nothing else.

YAML allows much more: anchors that multiply the content, tags that name Python types, unlimited
nesting. PyYAML's events show each of these before any value is built, so reading stops there.
This module does not import Pydantic: `goldenpath check --version-only` must start quickly.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import yaml
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

type Scalar = str | int | float | bool | None
# The text of a scalar, and whether it has no quotes. Without quotes, YAML may read the text as
# something else, such as a number.
type _Written = tuple[str, bool]

# In bytes. The largest answers file that the template writes has about one thousand.
MOST_BYTES = 100_000
_MOST_KEYS = 1000
_MOST_DIGITS = 100
# How many characters of a text are shown in a message.
_MOST_SHOWN = 60
_KINDS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null"))
_STR = "tag:yaml.org,2002:str"

# The simple lines that nearly every answers file consists of. Each has only one meaning in YAML,
# so this pattern can read them in a twentieth of PyYAML's time. If one line of a file does not
# match, PyYAML reads the whole file.
_LINE = re.compile(
    r"#[ -~]*"
    r"|(?P<key>[A-Za-z_][A-Za-z0-9_]*): (?:"
    r"(?P<plain>[A-Za-z0-9/](?:[A-Za-z0-9_./, -]*[A-Za-z0-9_./,-])?)"
    r"|\"(?P<double>[ !#-\[\]-~]*)\""
    r"|'(?P<single>[ -&(-~]*)'"
    r")"
)


class NotFlatError(ValueError):
    """The content is not a flat mapping of scalars.

    The message completes a sentence whose subject is the file: "has a second document".
    """


def read_flat(content: bytes) -> Mapping[str, Scalar]:
    """Return the mapping in ``content``, which is not trusted.

    Raises:
        NotFlatError: the content is not a flat mapping of scalars, or is too large.
    """
    if len(content) > MOST_BYTES:
        raise NotFlatError(f"has {len(content)} bytes, and at most {MOST_BYTES} are allowed")
    try:
        text = content.decode("utf-8")
        pairs = _simple_pairs(text)
        return _mapping(_pairs(text) if pairs is None else pairs)
    except UnicodeDecodeError as error:
        raise NotFlatError(f"is not valid YAML: {error}") from error
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise NotFlatError(f"is not valid YAML: {problem}") from error


def _mapping(pairs: Iterable[tuple[_Written, _Written]]) -> Mapping[str, Scalar]:
    found: dict[str, Scalar] = {}
    for written_key, written_value in pairs:
        key = _value(written_key)
        if not isinstance(key, str):
            raise NotFlatError(
                f"has {written_key[0][:_MOST_SHOWN]!r} as a question, and a question must be a name"
            )
        if key in found:
            raise NotFlatError(f"answers {_short(key)} twice")
        if len(found) == _MOST_KEYS:
            raise NotFlatError(f"has more than {_MOST_KEYS} answers")
        found[key] = _value(written_value)
    return found


def _simple_pairs(text: str) -> list[tuple[_Written, _Written]] | None:
    """Return the pairs of a file in which every line is simple; None if a line is not simple."""
    pairs: list[tuple[_Written, _Written]] = []
    for line in text.removesuffix("\n").split("\n"):
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        key, plain, double, single = match.groups()
        if key is None:
            continue
        quoted = double if single is None else single
        pairs.append(((key, True), (plain, True) if quoted is None else (quoted, False)))
    return pairs or None


def _pairs(text: str) -> Iterator[tuple[_Written, _Written]]:
    """Yield the pairs of any file with PyYAML, and stop at what a flat mapping may not have."""
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


def _written(event: yaml.Event) -> _Written:
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


def _value(written: _Written) -> Scalar:
    text, is_plain = written
    kind = _resolver.resolve(yaml.ScalarNode, text, (is_plain, not is_plain))
    if kind == _STR:
        return text
    if kind not in _KINDS:
        raise NotFlatError(
            f"has {_short(text)}, which YAML does not read as text, and an answer must be a plain"
            " value: put it in quotes"
        )
    if len(text) > _MOST_DIGITS:
        raise NotFlatError(f"has a number of {len(text)} digits: put it in quotes")
    try:
        return _CONSTRUCT[kind](yaml.ScalarNode(kind, text))
    except (ValueError, OverflowError) as error:
        raise NotFlatError(
            f"has {_short(text)}, which is not a valid number: put it in quotes"
        ) from error


def _short(text: str) -> str:
    return repr(text[:_MOST_SHOWN])
