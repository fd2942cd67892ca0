"""Where keys, values and elements stand in a TOML text, compared with what tomllib reads."""

import tomllib

import pytest

from goldenpath.operations.merge.layout import (
    Span,
    UnreadableTextError,
    comments,
    is_readable,
    one_range,
    parts,
    ranges,
    statements,
    value_span,
)

from support.toml_edits import comments_of, leaves

TEXT = """\
# The top.

# Above the title.
title = "a # b"  # beside
[project] # head
'lit.eral' = 1
"es\\"caped" = 'no \\ escape # here'
a . b = { c = [ 1, { d = "}" } ], "e # f"= [ [ ], [ 2, 3 ] ], g.h = -1.5e3 }
# below
list = [ # first
  "x", "y" # two
  , # comma
  # above
  '''z
# text''', [ 1, [ 2 ] ], { i = 1 }, 1979-05-27T07:32:00Z,

  # alone
]
empty = []
quotes = \"\"\"a \\"\"\" # \"\"\"\"\"

# Of the next.
[[many]]
x = 1
# Below x.

# Free.

[[many]]
[many.sub] # odd
y = { }
[other]
[project.more]
z = true"""


def test_every_value_is_found_where_it_stands() -> None:
    found = {
        path: value for path, value in leaves(tomllib.loads(TEXT)).items() if path[0] != "many"
    }
    assert len(found) == 10
    for path, value in found.items():
        span = value_span(TEXT, path)
        assert span is not None
        assert tomllib.loads(f"x = {span.of(TEXT)}") == {"x": value}


def test_what_has_a_layout_is_readable() -> None:
    assert is_readable("a = 1\n[b]\n")
    assert is_readable("")


def test_every_comment_is_found() -> None:
    assert list(comments(TEXT)) == [note for note, _ in comments_of(TEXT)]


@pytest.mark.parametrize(
    ("path", "elements"),
    [
        (
            ("project", "list"),
            ['"x"', '"y"', "'''z\n# text'''", "[ 1, [ 2 ] ]", "{ i = 1 }", "1979-05-27T07:32:00Z"],
        ),
        (("project", "a", "b", "c"), ["1", '{ d = "}" }']),
        (("project", "a", "b", "e # f"), ["[ ]", "[ 2, 3 ]"]),
        (("project", "empty"), []),
    ],
)
def test_the_elements_of_a_list(path: tuple[str, ...], elements: list[str]) -> None:
    span = value_span(TEXT, path)
    assert span is not None
    assert [part.of(TEXT) for part in parts(TEXT, span)] == elements


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        (("title",), ['# Above the title.\ntitle = "a # b"  # beside\n']),
        (("project", "a", "b", "c"), []),
        (("project", "empty"), ["empty = []\n"]),
        (("project", "more"), ["[project.more]\nz = true"]),
        (("other",), ["[other]\n"]),
        (
            ("many",),
            [
                "# Of the next.\n[[many]]\nx = 1\n# Below x.\n\n# Free.\n\n[[many]]\n"
                "[many.sub] # odd\ny = { }\n"
            ],
        ),
    ],
)
def test_the_lines_of_a_key(path: tuple[str, ...], lines: list[str]) -> None:
    assert [span.of(TEXT) for span in ranges(TEXT, path)] == lines


def test_a_split_table_is_in_pieces_and_a_key_of_an_inline_table_in_one() -> None:
    assert [TEXT[span.start : span.start + 6] for span in ranges(TEXT, ("project",))] == [
        "[proje",
        "[proje",
    ]
    assert one_range(TEXT, ("project",)) is None
    inner = one_range(TEXT, ("project", "a", "b", "g", "h"))
    assert inner is not None
    assert inner.of(TEXT).startswith("a . b = {")
    assert inner.of(TEXT).endswith("-1.5e3 }\n")
    assert value_span(TEXT, ("project", "a", "b", "none")) is None
    assert value_span(TEXT, ("title", "deeper")) is None


def test_a_comment_below_belongs_to_what_is_above_unless_something_follows() -> None:
    tails = {one.path: TEXT[one.span.end : one.tail] for one in statements(TEXT)}
    assert {path: tail for path, tail in tails.items() if tail} == {("many", "x"): "# Below x.\n"}


@pytest.mark.parametrize("text", ['a = @`"', "[a", "just words\n", "= 1\n", "a =\n", "[[a]\n"])
def test_what_is_no_toml_is_no_layout(text: str) -> None:
    with pytest.raises(UnreadableTextError):
        statements(text)
    assert not is_readable(text)


def test_a_span_is_exchanged() -> None:
    assert Span(1, 2).replaced("abc", "xyz") == "axyzc"
