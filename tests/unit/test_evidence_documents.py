"""TOML, YAML, INI and Markdown as rules see them, whatever their form."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from goldenpath.rules.evidence.documents import (
    UnreadableError,
    items_of,
    number_at,
    parse_toml,
    parse_yaml,
    table_at,
    tables_at,
    text_at,
    texts_at,
    value_at,
)
from goldenpath.rules.evidence.ini import COVERAGE_SECTIONS, PYTEST_SECTIONS, first_section
from goldenpath.rules.evidence.markdown import Page

from support.folders import written

DOCUMENT = {
    "a": {"b": {"c": "text"}, "list": ["x", 1, "y", {"d": 1}]},
    "one": "single",
    "number": 3,
    "share": 0.5,
    "yes": True,
    "empty": {},
}


@pytest.mark.parametrize(
    ("keys", "value", "table", "text", "texts", "number"),
    [
        (("a", "b", "c"), "text", {}, "text", ("text",), None),
        (("a", "b"), {"c": "text"}, {"c": "text"}, None, (), None),
        (("a", "list"), ["x", 1, "y", {"d": 1}], {}, None, ("x", "y"), None),
        (("a", "b", "c", "d"), None, {}, None, (), None),
        (("a", "x"), None, {}, None, (), None),
        (("number",), 3, {}, None, (), 3.0),
        (("share",), 0.5, {}, None, (), 0.5),
        # Not a number, though Python counts with it.
        (("yes",), True, {}, None, (), None),
        ((), DOCUMENT, DOCUMENT, None, (), None),
    ],
)
def test_a_document_of_any_form_can_be_asked(  # noqa: PLR0913, PLR0917
    keys: tuple[str, ...],
    value: object,
    table: object,
    text: str | None,
    texts: tuple[str, ...],
    number: float | None,
) -> None:
    assert value_at(DOCUMENT, *keys) == value
    assert table_at(DOCUMENT, *keys) == table
    assert text_at(DOCUMENT, *keys) == text
    assert texts_at(DOCUMENT, *keys) == texts
    assert number_at(DOCUMENT, *keys) == number


def test_items_are_those_of_a_list() -> None:
    assert items_of([1, "a"]) == (1, "a")
    assert items_of("ab") == ()
    assert items_of({"a": 1}) == ()
    assert tables_at(DOCUMENT, "a", "list") == ({"d": 1},)


def test_a_number_of_any_size_is_one() -> None:
    assert number_at({"a": 10**400}, "a") == float("inf")
    assert number_at({"a": -(10**400)}, "a") == float("-inf")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", {"a": 1}),
        ("", {}),
        ("- 1\n", {}),
        ("just words", {}),
        # Tags as CloudFormation has them.
        ("a: !Ref b\n", {"a": "b"}),
        ("a: !Join ['', [x, y]]\n", {"a": ["", ["x", "y"]]}),
        ("a: !Sub {b: c}\n", {"a": {"b": "c"}}),
        (f"a: {'x' * (200_000 - 4)}\n", {"a": "x" * (200_000 - 4)}),
        (f"a: {'[' * 99}{']' * 99}\n", None),
        (f"a: &a 1\nb: [{', '.join(['*a'] * 100)}]\n", {"a": 1, "b": [1] * 100}),
    ],
)
def test_yaml_is_read_up_to_its_limits(text: str, expected: object) -> None:
    found = parse_yaml(text)
    assert found == expected if expected is not None else "a" in found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"a: {'x' * (200_000 - 3)}\n", "longer than 200000 characters"),
        (f"a: {'[' * 100}{']' * 100}\n", "nested too deeply"),
        (f"a: &a 1\nb: [{', '.join(['*a'] * 101)}]\n", "more than 100 aliases"),
        ("a: [1\n", "expected ',' or ']'"),
        ("a: 2026-13-45\n", "month"),
        ("{[1]: 2}\n", ""),
    ],
)
def test_yaml_beyond_its_limits_is_refused(text: str, problem: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_yaml(text)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value) or not problem


def test_toml_that_is_none_is_refused() -> None:
    assert parse_toml("a = 1\n") == {"a": 1}
    with pytest.raises(UnreadableError):
        parse_toml("a =\n")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, {}),
        ({"pytest.ini": "[pytest]\naddopts = -x\n"}, {"addopts": "-x"}),
        ({".pytest.ini": "[pytest]\naddopts = -x\n"}, {"addopts": "-x"}),
        ({"tox.ini": "[pytest]\naddopts = -x\n"}, {"addopts": "-x"}),
        ({"setup.cfg": "[tool:pytest]\naddopts = -x\n"}, {"addopts": "-x"}),
        ({"setup.cfg": "[pytest]\naddopts = -x\n"}, {}),
        ({"pytest.ini": "[other]\na = 1\n", "tox.ini": "[pytest]\nb = 2\n"}, {"b": "2"}),
        ({"pytest.ini": "[pytest]\na = 1\n", "tox.ini": "[pytest]\nb = 2\n"}, {"a": "1"}),
        ({"pytest.ini": "no section\n", "tox.ini": "[pytest]\nb = 2\n"}, {"b": "2"}),
        # The same section or key twice is no error to the tools.
        ({"pytest.ini": "[pytest]\na = 1\n[pytest]\na = 2\n"}, {"a": "2"}),
        ({"pytest.ini": "[pytest]\na = %(b)s\n"}, {"a": "%(b)s"}),
    ],
)
def test_pytest_is_configured_where_it_looks(
    tmp_path: Path, files: Mapping[str, str], expected: object
) -> None:
    assert first_section(written(tmp_path, files), PYTEST_SECTIONS) == expected


@pytest.mark.parametrize(
    ("path", "section"),
    [(".coveragerc", "report"), ("setup.cfg", "coverage:report"), ("tox.ini", "coverage:report")],
)
def test_coverage_is_configured_where_it_looks(tmp_path: Path, path: str, section: str) -> None:
    found = written(tmp_path, {path: f"[{section}]\nfail_under = 90\n"})
    assert first_section(found, COVERAGE_SECTIONS) == {"fail_under": "90"}
    assert first_section(found, PYTEST_SECTIONS) == {}


PAGE = """\
# Title ##

![badge](x)
<!-- comment -->

The opening, with `uv run it` in it.
Not the opening.

## Use of it

- an item
* another
  + nested
1. first
12) twelfth
#no heading
####### nor this

```sh
uv sync  # get it
# not a heading
```

~~~
ls
~~~

After `a b` and `c`.
"""


def test_a_page_is_read_by_its_structure() -> None:
    page = Page(PAGE)
    assert page.headings == ("Title", "Use of it")
    assert page.opening == "The opening, with `uv run it` in it."
    assert page.signposts == (
        "Title",
        "Use of it",
        "an item",
        "another",
        "nested",
        "first",
        "twelfth",
        " get it",
        " not a heading",
    )
    assert page.longest_numbered_list == 12
    assert [(line.text, line.number) for line in page.commands] == [
        ("uv sync  # get it", 20),
        ("# not a heading", 21),
        ("ls", 25),
        ("uv run it", 6),
        ("a b", 28),
        ("c", 28),
    ]


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("# T\n\nWords.\n", "Words."),
        ("# T\n\n**Bold** words.\n", "**Bold** words."),
        ("# T\n\n*Slanted*.\n", "*Slanted*."),
        ("# T\n\n_Slanted_.\n", "_Slanted_."),
        ("# T\n\n`code` is it.\n", "`code` is it."),
        ('# T\n\n"Quoted".\n', '"Quoted".'),
        ("# T\n\n   Indented.\n", "Indented."),
        ("# T\n\n---\n\n[![b](x)](y)\n> quote\n2 things.\n", "2 things."),
        ("# T\n\n```\nWords in code.\n```\n", ""),
        ("", ""),
    ],
)
def test_a_page_opens_with_its_first_words(text: str, opening: str) -> None:
    assert Page(text).opening == opening


def test_a_page_without_a_numbered_list_has_none() -> None:
    assert Page("- a\n  3. indented\n1.5 is a number\n").longest_numbered_list == 0
