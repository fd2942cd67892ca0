"""A text that has lost something is refused, whoever made it."""

import tomllib

import pytest

from goldenpath.operations.merge.three_way import decide
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


def test_a_comment_that_changes_its_place_is_noticed() -> None:
    before = "[a]\nx = 1\n# Of b.\n[b]\ny = 1\nz = 1\n"
    assert keeps_the_rest(before, before.replace("z = 1", "z = 2\nmore = 1"), ("b", "z"))
    moved = "# Of b.\n[a]\nx = 1\n[b]\ny = 1\nz = 2\n"
    assert not keeps_the_rest(before, moved, ("b", "z"))
    assert not keeps_the_rest(before, before.replace("y = 1\n", ""), ("b", "z"))
