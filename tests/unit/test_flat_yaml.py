"""Answers: what is read is what YAML says, and nothing else than a flat mapping is read."""

import math
from collections.abc import Mapping

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goldenpath.model.flat_yaml import NotFlatError, Scalar, read_flat

KEYS = st.from_regex(r"[a-z_][a-z0-9_]{0,12}", fullmatch=True)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.text(st.sampled_from(" \n\t:#'\"\\-?&*!%@`|>[]{},~.09ex_é\u2028\x1b"), max_size=20),
    st.sampled_from(["yes", "null", "~", "1:30", "0x1f", "1e3", "1.0e+3", "2026-01-01", "=", "<<"]),
)
SCALARS = st.one_of(
    TEXTS,
    st.booleans(),
    st.none(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False),
)
# Words of YAML that have a meaning by themselves or together, and none of those that are refused.
WORDS = st.sampled_from(
    [
        *("a", "key", ": ", ":", "\n", "\n ", " ", "  ", "#", " # c", "'", '"', "\\", "\\n", "''"),
        *("-", "- ", "? ", "x, y", "/p.q", "~", "no", "true", "0", "17", "1_0", "0o7", "08", "0b1"),
        *(
            "1.5",
            ".5",
            "1e3",
            "1.e+3",
            ".inf",
            "+",
            "é",
            "\t",
            "|",
            ">",
            "|-\n  ",
            "---\n",
            "...\n",
        ),
        *(
            "1:30",
            "2026-01-01",
            "=",
            "\r\n",
            "\ufeff",
            "%",
            "`",
            ",",
            "_",
            "b:",
            "\nb: ",
            "\nkey: ",
        ),
    ]
)


@given(
    answers=st.dictionaries(KEYS, SCALARS, min_size=1, max_size=8), width=st.sampled_from([20, 100])
)
@settings(max_examples=150, deadline=None)
def test_what_copier_writes_is_read(answers: Mapping[str, Scalar], width: int) -> None:
    for is_unicode in (True, False):
        written = yaml.safe_dump(
            answers, default_flow_style=False, allow_unicode=is_unicode, width=width, indent=2
        )
        # Not the answers themselves: PyYAML loses one kind of line break on its way out.
        assert read_flat(b"# Comment.\n" + written.encode()) == yaml.safe_load(written)


@given(words=st.lists(WORDS, max_size=14))
@settings(max_examples=1000, deadline=None)
@example(["a", ": ", "x", "\n", " ", "y"])
@example(["a", ": ", "no", "\n", "b:", "\n", "#", "\n"])
def test_what_is_read_is_what_yaml_says(words: list[str]) -> None:
    content = f"key: {''.join(words)}".encode()
    try:
        expected = yaml.safe_load(content)
    except (yaml.YAMLError, ValueError, RecursionError):
        expected = None
    try:
        found = read_flat(content)
    except NotFlatError:
        # A flat mapping is refused only where a key is there twice or a value is a date.
        assert not _is_flat(expected) or len(_keys(content)) > len(set(_keys(content)))
        return
    assert isinstance(expected, dict)
    assert {key: (type(value), value) for key, value in found.items()} == {
        key: (type(value), value) for key, value in expected.items()
    }


def _is_flat(found: object) -> bool:
    return isinstance(found, dict) and all(
        isinstance(key, str) and (value is None or isinstance(value, str | int | float))
        for key, value in found.items()
    )


def _keys(content: bytes) -> list[str]:
    node = yaml.compose(content, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    return [key.value for key, _ in node.value]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"# nothing\n", "is empty"),
        (b"text", "is not a list of"),
        (b"- a\n", "is not a list of"),
        (b"[" * 49_000, "is not a list of"),
        (b"a: " + b"[" * 49_000, "has a list or a mapping"),
        (b"a: {b: 1}\n", "has a list or a mapping"),
        (b"? [a]\n: b\n", "has a list or a mapping"),
        (b"a: &x 1\n", "has an anchor"),
        (b"&x a: 1\n", "has an anchor"),
        (b"&x\na: 1\n", "has an anchor"),
        (b"a: *x\n", "has an alias"),
        (b"a: !!str 1\n", "has a tag"),
        (b"a: ! x\n", "has a tag"),
        (b"!!map\na: 1\n", "has a tag"),
        (b"%YAML 1.1\n---\na: 1\n", "has YAML directives"),
        (b"%TAG ! x:\n---\na: 1\n", "has YAML directives"),
        (b"a: 1\n---\nb: 2\n", "has a second document"),
        (b"a: 1\na: 2\n", "answers 'a' twice"),
        (b"a: 1\nb: x: y\n", "is not valid YAML"),
        (b"'a': 1\n\"a\": 2\n", "answers 'a' twice"),
        (b"yes: 1\n", "has 'yes' as a question"),
        (b"1: 1\n", "has '1' as a question"),
        (b"<<: x\n", "does not read as text"),
        (b"a: =\n", "does not read as text"),
        (b"a: 2026-01-01\n", "does not read as text"),
        (b"a: 0x_\n", "which is not a valid number"),
        (b"a: " + b"1" * 101, "a number of 101 digits"),
        (b"a: '" + b"x" * 100_000 + b"'", "100005 bytes, and at most 100000"),
        (b"".join(b"k%d: v\n" % number for number in range(1001)), "more than 1000 answers"),
        (b"a: \xff\n", "is not valid YAML"),
        (b"a: \0\n", "is not valid YAML"),
        (b"\xed\xb0\x80: a\n", "is not valid YAML"),
    ],
)
def test_all_else_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(NotFlatError) as error:
        read_flat(content)
    assert why in str(error.value)
    assert len(str(error.value)) < 400


def test_limits_are_not_in_the_way() -> None:
    content = b"".join(b"k%d: v\n" % number for number in range(1000))
    assert len(read_flat(content)) == 1000
    assert read_flat(b"a: " + b"1" * 100) == {"a": int("1" * 100)}
    assert read_flat(b"a: '" + b"x" * 99_995 + b"'")["a"] == "x" * 99_995
    assert read_flat("\ufeffa: é\r\nb: |\r\n  c\r\n".encode()) == {"a": "é", "b": "c\n"}
    assert read_flat(b"a: .inf\nb:\nc: ~\n") == {"a": math.inf, "b": None, "c": None}
