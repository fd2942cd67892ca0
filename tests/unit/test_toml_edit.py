"""TOML edited by tomlkit and merged by git, where lines cannot simply be exchanged."""

from pathlib import Path

import pytest

from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.merge.edit import make_change
from goldenpath.operations.merge.keys import KeyDifference, KeyState
from goldenpath.operations.merge.requirements import ElementEdit
from goldenpath.operations.merge.restore_keys import restore_keys
from goldenpath.operations.merge.text_merge import merge_text
from goldenpath.operations.merge.three_way import KeyChange

DEPENDENCIES = ("project", "dependencies")


def edits(*pairs: tuple[str | None, str | None]) -> KeyChange:
    return KeyChange(
        DEPENDENCIES, requirement="x", edits=tuple(ElementEdit(*pair) for pair in pairs)
    )


@pytest.mark.parametrize(
    ("text", "theirs", "change", "expected"),
    [
        # A value comes as the template writes it, and the team's comment beside it stays.
        ("a = 1 # mine\n", "a = 0x10\n", KeyChange(("a",), 16), "a = 0x10 # mine\n"),
        ("[t]\na = 1\n", "[t]\na = 2\n", KeyChange(("t", "a"), 2), "[t]\na = 2\n"),
        ("t = {a = 1, b = 2}\n", "[t]\na = 3\n", KeyChange(("t", "a"), 3), "t = {a = 3, b = 2}\n"),
        ("a = 1\n", "[t.u]\nb = 2\n", KeyChange(("t", "u", "b"), 2), "a = 1\n\n[t.u]\nb = 2\n"),
        (
            "[t]\na = 1\n",
            "[t.u]\nb = 2\n",
            KeyChange(("t", "u", "b"), 2),
            "[t]\na = 1\n\n[t.u]\nb = 2\n",
        ),
        # A value where a table must be is no place for it.
        ("t = 1\n", "[t]\na = 2\n", KeyChange(("t", "a"), 2), None),
        # Removed.
        ("a = 1\nb = 2\n", "", KeyChange(("a",)), "b = 2\n"),
        ("[t]\na = 1\nb = 2\n", "", KeyChange(("t", "a")), "[t]\nb = 2\n"),
        ("a = 1\n", "", KeyChange(("b",)), None),
        ("a = 1\n", "", KeyChange(("b", "c")), None),
        ("a = 1\n", "", KeyChange(("a", "c")), None),
        ("a = 1\n", "", KeyChange(("a", "c", "d")), None),
        # A list of requirements.
        (
            "project.dependencies = ['a', 'b']\n",
            "",
            edits(("a", "c"), ("b", None), (None, "d")),
            'project.dependencies = ["c", "d"]\n',
        ),
        (
            "project.dependencies = ['a']\n",
            "",
            edits(("gone", "c")),
            "project.dependencies = ['a', \"c\"]\n",
        ),
        ("project.dependencies = 'a'\n", "", edits(("a", "c")), None),
        ("project.other = ['a']\n", "", edits(("a", "c")), None),
        ("project = 'dependencies'\n", "", edits(("a", "c")), None),
        ("other = ['a']\n", "", edits(("a", "c")), None),
    ],
)
def test_a_change_is_made_where_there_is_a_place_for_it(
    text: str, theirs: str, change: KeyChange, expected: str | None
) -> None:
    assert make_change(text, theirs, change) == expected


BASE = "".join(f"{number}\n" for number in range(1, 10))


def both(team: str, template: str) -> tuple[str, str, str]:
    """The base, and two versions of it, each with another line: `1>one`."""
    changes = (side.partition(">") for side in (team, template))
    ours, theirs = (BASE.replace(old, new) for old, _, new in changes)
    return BASE, ours, theirs


def test_lines_of_both_sides_are_merged_by_git() -> None:
    merged = merge_text(Git(Path.cwd()), both("1>one", "9>nine"))
    assert merged
    assert merged.is_clean
    assert merged.text == BASE.replace("1", "one").replace("9", "nine")


def test_lines_that_both_changed_are_marked() -> None:
    merged = merge_text(Git(Path.cwd()), both("5>team", "5>template"))
    assert merged
    assert not merged.is_clean
    assert "<<<<<<< team\nteam\n=======\ntemplate\n>>>>>>> template\n" in merged.text


def test_lines_that_both_changed_are_the_team_s_where_it_wins() -> None:
    texts = both("5>team", "5>template")
    merged = merge_text(Git(Path.cwd()), texts, team_wins=True)
    assert merged
    assert merged.is_clean
    assert merged.text == texts[1]


def test_what_is_no_text_is_not_merged() -> None:
    assert merge_text(Git(Path.cwd()), ("a\0", "b\0", "c\0")) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # No blank line is left where the first table stood, and one where another did.
        ("[a]\nx = 1\n\n[b]\ny = 1\n", "[b]\ny = 1\n"),
        ("[b]\ny = 1\n\n[a]\nx = 1\n\n[c]\nz = 1\n", "[b]\ny = 1\n\n[c]\nz = 1\n"),
        ("[b]\ny = 1\n[a]\nx = 1\n\n[c]\nz = 1\n", "[b]\ny = 1\n\n[c]\nz = 1\n"),
    ],
)
def test_a_table_that_goes_leaves_no_gap(text: str, expected: str) -> None:
    added = KeyDifference(("a",), KeyState.ADDED, None, {"x": 1})
    assert restore_keys(text, "[b]\ny = 1\n", [added]) == expected
