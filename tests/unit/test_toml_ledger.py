"""A text that has lost something is refused, whoever made it."""

import tomllib

import pytest

from goldenpath.operations.merge.three_way import KeyChange, decide
from goldenpath.operations.merge.toml_ledger import Ledger, keeps_the_rest

BASE = """\
# Shared.
[a]
x = 1  # one
list = ["a"]
[dependency-groups]
dev = ["p>=1", "q>=1"]
"""
OURS = BASE.replace("x = 1  # one", "x = 1  # one\ny = 2  # ours").replace('"p>=1"', '"p>=1", "o"')
THEIRS = BASE.replace('["a"]', '["a", "b"]').replace("q>=1", "q>=2")
GOOD = OURS.replace('["a"]', '["a", "b"]').replace("q>=1", "q>=2")


@pytest.mark.parametrize(
    ("old", "new", "is_accepted"),
    [
        ("", "", True),
        ('"p>=1", "o"', '"o", "p>=1"', True),
        ('"q>=2"', '"q>=1"', True),
        ("  # ours", "", False),
        ("  # ours", "  # theirs", False),
        # Of the template's too: it still has it.
        ("# Shared.\n", "", False),
        ("y = 2", "y = 3", False),
        ("y = 2", "y = 2.0", False),
        ('"o", ', "", False),
        ('"q>=2"', '"q>=2", "more"', False),
        ("x = 1", "x = true", False),
        ('["a", "b"]', '["b", "a"]', False),
        ("[a]", "[b]", False),
        ("[a]", "[a", False),
    ],
)
def test_only_what_has_everything_is_accepted(old: str, new: str, is_accepted: bool) -> None:
    base, ours, theirs = (tomllib.loads(text) for text in (BASE, OURS, THEIRS))
    changes = decide((base, ours, theirs), ["a"]).changes
    text = GOOD.replace(old, new, 1)
    assert (Ledger(BASE, OURS, THEIRS).made(text, changes) is not None) is is_accepted


EMPTIED = "[t.u]\na = 1\nb = 1\n[t.v]\nc = 1\n"


@pytest.mark.parametrize(
    ("written", "is_accepted"),
    [
        # A table that nothing is left in may stay or go, and so may those around it.
        ("[t.u]\n[t.v]\nc = 1\n", True),
        ("[t.v]\nc = 1\n", True),
        ("[t.u]\nb = 1\n[t.v]\nc = 1\n", False),
        # One that something is left in may not.
        ("[t.u]\n", False),
        ("", False),
    ],
)
def test_a_table_that_stands_empty_may_go(written: str, is_accepted: bool) -> None:
    changes = [KeyChange(("t", "u", "a")), KeyChange(("t", "u", "b"))]
    found = Ledger(EMPTIED, EMPTIED, "").made(written, changes)
    assert (found is not None and len(found) == 2) is is_accepted


@pytest.mark.parametrize("written", ["", "[t]\n", "[t.u]\n", "[t]\n[t.u]\n"])
def test_all_tables_around_the_last_key_may_go(written: str) -> None:
    text = "[t.u]\na = 1\n"
    change = KeyChange(("t", "u", "a"))
    assert Ledger(text, text, "").made(written, [change]) == {change}


@pytest.mark.parametrize(
    ("versions", "written", "taking", "is_accepted"),
    [
        # A value of the team's may go only where that was chosen.
        (("a = 2\n", "a = 3\n"), "a = 3\n", [], False),
        (("a = 2\n", "a = 3\n"), "a = 3\n", [KeyChange(("a",), 3)], True),
        (("a = 2\nb = 2\n", "a = 3\n"), "a = 3\n", [KeyChange(("a",), 3)], False),
        # Of a table that the team has emptied, the table.
        (("[t]\n", "[t]\na = 1\n"), "[t]\na = 1\n", [], True),
        (("[t]\n", "t = 1\n"), "t = 1\n", [], False),
    ],
)
def test_a_value_of_the_team_s_goes_only_where_it_may(
    versions: tuple[str, str], written: str, taking: list[KeyChange], is_accepted: bool
) -> None:
    ours, theirs = versions
    changes = [KeyChange((name,), value) for name, value in tomllib.loads(theirs).items()]
    found = Ledger("a = 1\n", ours, theirs).made(written, changes, taking)
    assert (found is not None) is is_accepted


def test_a_comment_goes_only_with_what_it_is_about_and_where_that_may() -> None:
    text = "# Of a.\na = 1  # beside\nb = 1  # other\n"
    ledger = Ledger("", text, "")
    change = KeyChange(("a",), 2)
    bare = "a = 2\nb = 1  # other\n"
    assert ledger.made(bare, [change], [change]) is None
    assert ledger.made(bare, [change], [change], [change]) == {change}
    assert ledger.made("a = 2\nb = 1\n", [change], [change], [change]) is None


def test_a_comment_that_changes_its_place_is_noticed() -> None:
    before = "[a]\nx = 1\n# Of b.\n[b]\ny = 1\nz = 1\n"
    assert keeps_the_rest(before, before.replace("z = 1", "z = 2\nmore = 1"), ("b", "z"))
    moved = "# Of b.\n[a]\nx = 1\n[b]\ny = 1\nz = 2\n"
    assert not keeps_the_rest(before, moved, ("b", "z"))
    assert not keeps_the_rest(before, before.replace("y = 1\n", ""), ("b", "z"))
