"""Arrays of a TOML text edited element by element: each comment stays with what it is about."""

import pytest

from goldenpath.operations.merge.array_text import ArrayText, read_array
from goldenpath.operations.merge.arrays import ArrayEditor
from goldenpath.operations.merge.requirements import ElementEdit

LINES = """\
a = [
  # About one.
  "one",
  "two",  # beside two
  "three"
]
"""
SHORT = 'a = ["one", "two", "three"]\n'


def array(text: str) -> ArrayText:
    found = read_array(text, ("a",))
    assert found is not None
    return found


def editor(source: str, *kept: str) -> ArrayEditor:
    return ArrayEditor(("a",), array(source), frozenset(kept))


@pytest.mark.parametrize(
    ("text", "source", "edit", "expected"),
    [
        # Exchanged where it stands, as the other text writes it.
        (SHORT, "a = ['Two']", ("two", "Two"), 'a = ["one", \'Two\', "three"]\n'),
        (LINES, "a = ['Two']", ("two", "Two"), LINES.replace('"two"', "'Two'")),
        # Dropped, with the comma that is its own.
        (SHORT, SHORT, ("one", None), 'a = ["two", "three"]\n'),
        (SHORT, SHORT, ("two", None), 'a = ["one", "three"]\n'),
        (SHORT, SHORT, ("three", None), 'a = ["one", "two"]\n'),
        ('a = ["one"]\n', SHORT, ("one", None), "a = []\n"),
        ('a = ["one",]\n', SHORT, ("one", None), "a = []\n"),
        ('a = ["one" , "two"]\n', SHORT, ("one", None), 'a = ["two"]\n'),
        # Dropped with its lines.
        (LINES, SHORT, ("one", None), LINES.replace('  # About one.\n  "one",\n', "")),
        (LINES, SHORT, ("two", None), LINES.replace('  "two",  # beside two\n', "")),
        (LINES, SHORT, ("three", None), LINES.replace('  "three"\n', "")),
        # A blank line parts a comment from what follows.
        (
            'a = [\n  "one",\n\n  # About two.\n  "two",\n]\n',
            SHORT,
            ("two", None),
            'a = [\n  "one",\n\n]\n',
        ),
        (
            'a = [\n  # Section.\n\n  "two",\n]\n',
            SHORT,
            ("two", None),
            "a = [\n  # Section.\n\n]\n",
        ),
        # Added behind the element that it follows in the other text.
        (SHORT, 'a = ["one", "new"]', (None, "new"), 'a = ["one", "new", "two", "three"]\n'),
        (SHORT, 'a = ["three", "new"]', (None, "new"), 'a = ["one", "two", "three", "new"]\n'),
        (
            SHORT,
            'a = ["x", "two", "y", "new"]',
            (None, "new"),
            'a = ["one", "two", "new", "three"]\n',
        ),
        # Or before the one that follows it there; or at the end.
        (SHORT, 'a = ["new", "two"]', (None, "new"), 'a = ["one", "new", "two", "three"]\n'),
        (SHORT, 'a = ["new", "one"]', (None, "new"), 'a = ["new", "one", "two", "three"]\n'),
        (SHORT, 'a = ["x", "new", "y"]', (None, "new"), 'a = ["one", "two", "three", "new"]\n'),
        ("a = []\n", 'a = ["new"]', (None, "new"), 'a = ["new"]\n'),
        ("a = [\n]\n", 'a = ["new"]', (None, "new"), 'a = [\n  "new",\n]\n'),
        (
            "a = [\n  # None yet.\n]\n",
            'a = ["new"]',
            (None, "new"),
            'a = [\n  # None yet.\n  "new",\n]\n',
        ),
        ('a = ["one",]\n', 'a = ["one", "new"]', (None, "new"), 'a = ["one", "new"]\n'),
        # In a line of its own where the others have theirs.
        (
            LINES,
            'a = ["one", "new"]',
            (None, "new"),
            LINES.replace('"one",\n', '"one",\n  "new",\n'),
        ),
        (LINES, 'a = ["new", "one"]', (None, "new"), LINES.replace("a = [\n", 'a = [\n  "new",\n')),
        (
            LINES,
            'a = ["two", "new"]',
            (None, "new"),
            LINES.replace("beside two\n", 'beside two\n  "new",\n'),
        ),
        (
            LINES,
            'a = ["three", "new"]',
            (None, "new"),
            LINES.replace('"three"\n', '"three",\n  "new",\n'),
        ),
        (
            'a = [\n    "one",\n]\n',
            'a = ["new", "one"]',
            (None, "new"),
            'a = [\n    "new",\n    "one",\n]\n',
        ),
        # With the comments that it has there.
        (
            'a = [\n    "one",\n]\n',
            'a = [\n  "one",\n  # Why.\n  "new", # beside\n]\n',
            (None, "new"),
            'a = [\n    "one",\n    # Why.\n    "new",  # beside\n]\n',
        ),
        # A comment above that the text has already is not written twice.
        (
            'a = [\n  # Why.\n  "one",\n]\n',
            'a = [\n  "one",\n  # Why.\n  "new",\n]\n',
            (None, "new"),
            'a = [\n  # Why.\n  "one",\n  "new",\n]\n',
        ),
        # What is not there cannot go, and what the other text has not cannot come.
        (SHORT, SHORT, ("gone", None), SHORT),
        (SHORT, SHORT, (None, "nowhere"), SHORT),
        (SHORT, SHORT, (None, None), SHORT),
    ],
)
def test_one_element_is_edited_and_the_others_stay(
    text: str, source: str, edit: tuple[str | None, str | None], expected: str
) -> None:
    assert editor(source).edit(text, [ElementEdit(*edit)]) == expected


def test_edits_follow_each_other() -> None:
    source = 'a = ["zero", "ONE", "three", "four"]'
    edits = [
        ElementEdit(None, "four"),
        ElementEdit("one", "ONE"),
        ElementEdit("two", None),
        ElementEdit(None, "zero"),
    ]
    assert editor(source).edit(SHORT, edits) == 'a = ["zero", "ONE", "three", "four"]\n'
    assert editor(source).edit(LINES, edits) == (
        'a = [\n  "zero",\n  # About one.\n  "ONE",\n  "three",\n  "four",\n]\n'
    )


def test_a_comment_that_must_stay_stays_when_its_element_goes() -> None:
    both = editor(SHORT, "# About one.", "# beside two")
    text = both.edit(LINES, [ElementEdit("one", None), ElementEdit("two", None)])
    assert text == 'a = [\n  # About one.\n  # beside two\n  "three"\n]\n'
    one = editor(SHORT, "# beside two")
    assert one.edit(LINES, [ElementEdit("one", None)]) == LINES.replace(
        '  # About one.\n  "one",\n', ""
    )


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (SHORT, SHORT, SHORT),
        (SHORT, 'a = ["one", "three"]', 'a = ["one", "three"]\n'),
        (SHORT, 'a = ["one", "x", "two", "three"]', 'a = ["one", "x", "two", "three"]\n'),
        (SHORT, 'a = ["x", "y", "z"]', 'a = ["x", "y", "z"]\n'),
        (SHORT, "a = []", "a = []\n"),
        ("a = [1, 2]\n", "a = [2, 1]", "a = [2, 1]\n"),
        ("a = [1]\n", "a = [true]", "a = [true]\n"),
        (LINES, 'a = ["one", "three"]', LINES.replace('  "two",  # beside two\n', "")),
        (LINES, 'a = ["one", "two", "x"]', LINES.replace('"three"', '"x"')),
        (
            LINES,
            'a = ["one", "two", "three", "x"]',
            LINES.replace('"three"\n', '"three",\n  "x",\n'),
        ),
        # No element takes over the comment of another one.
        (
            LINES,
            'a = ["x", "two", "three"]',
            LINES.replace('  # About one.\n  "one",\n', '  "x",\n'),
        ),
        # Unless it has the same one.
        (
            LINES,
            'a = [\n  # About one.\n  "x",\n  "two",\n  "three",\n]\n',
            LINES.replace('"one"', '"x"'),
        ),
    ],
)
def test_an_array_becomes_another_one(text: str, source: str, expected: str) -> None:
    assert editor(source).become(text) == expected


ODD = """\
before = 1
a = [ "x", { k = "y" }, [1, 2],
  # Above.
  '''
# no comment
''', # beside
  "last" ] # end
"""


def test_each_element_is_found_where_it_stands() -> None:
    found = array(ODD)
    assert len(found) == 5
    assert [found.literal(number) for number in range(5)] == [
        '"x"',
        '{ k = "y" }',
        "[1, 2]",
        "'''\n# no comment\n'''",
        '"last"',
    ]
    lines = [found.lines_of(number) for number in range(5)]
    assert [span.of(ODD) if span else None for span in lines] == [
        None,
        None,
        None,
        "  # Above.\n  '''\n# no comment\n''', # beside\n",
        None,
    ]
    assert found.comments_of(3) == ("# Above.", "# beside")
    assert found.comments_of(0) == ()
    assert found.has_comment("# end")
    assert not found.has_comment("# no comment")


def test_what_is_written_about_a_distribution_is_all_of_its_lines() -> None:
    text = 'a = [\n  # Why.\n  "one>=1",\n  "two",\n  "One<3", # old\n]\n'
    assert array(text).about("one") == '  # Why.\n  "one>=1",\n  "One<3", # old'
    assert array(text).about("three") is None
    assert array('a = ["one", "two"]').about("two") == '"two"'


@pytest.mark.parametrize("text", ["b = []", "a = 1", "a = {}", "[[a]]\nb = 1"])
def test_what_is_no_array_in_one_piece_is_none(text: str) -> None:
    assert read_array(text, ("a",)) is None


def test_an_array_that_has_gone_is_not_edited() -> None:
    with pytest.raises(ValueError, match="has no array at this key"):
        editor(SHORT).become("b = 1\n")
