"""Read a flat mapping of scalars in YAML: an answers file may contain nothing else.

YAML allows much more: anchors that multiply the content, tags that name Python types, unlimited
nesting. PyYAML's events show each of these before any value is built, so reading stops there.
This module imports neither Pydantic nor PyYAML: `goldenpath check --version-only` must start
quickly. flat_yaml_events.py uses PyYAML, for the few files that need it.
"""

import re
from collections.abc import Iterable, Mapping

from goldenpath.model.git_hash import HASH

type Scalar = str | int | float | bool | None
# The text of a scalar, and whether it has no quotes. Without quotes, YAML may read the text as
# something else, such as a number.
type Written = tuple[str, bool]

# In bytes. The largest answers file that the template writes has about one thousand.
MOST_BYTES = 100_000
_MOST_KEYS = 1000
# How many characters of a text are shown in a message.
_MOST_SHOWN = 60

# Words without quotes that YAML does not read as text.
_WORDS: dict[str, bool | None] = {
    written: value
    for word, value in (
        *((word, True) for word in ("yes", "true", "on")),
        *((word, False) for word in ("no", "false", "off")),
        ("null", None),
    )
    for written in (word, word.capitalize(), word.upper())
}
# Without quotes, a text that begins like this is one of these words, or is text.
_LETTERS = re.compile("[A-Za-z_/]")

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
    except UnicodeDecodeError as error:
        raise NotFlatError(f"is not valid YAML: {error}") from error
    pairs = _simple_pairs(text)
    if pairs is not None:
        return _mapping(pairs)
    from goldenpath.model.flat_yaml_events import pairs_of

    return _mapping(pairs_of(text))


def _mapping(pairs: Iterable[tuple[Written, Written]]) -> Mapping[str, Scalar]:
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


def _simple_pairs(text: str) -> list[tuple[Written, Written]] | None:
    """Return the pairs of a file in which every line is simple; None if a line is not simple."""
    pairs: list[tuple[Written, Written]] = []
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


def _value(written: Written) -> Scalar:
    text, is_plain = written
    if not is_plain:
        return text
    if _LETTERS.match(text):
        return _WORDS.get(text, text)
    # A hash of digits alone is a number, and one that begins with 0b may be.
    if HASH.fullmatch(text) and not text.isdigit() and not text.startswith("0b"):
        return text
    from goldenpath.model.flat_yaml_events import plain_value

    return plain_value(text)


def _short(text: str) -> str:
    return repr(text[:_MOST_SHOWN])
