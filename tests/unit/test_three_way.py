"""TOML merged by keys: what each side changed is there, and what both changed is said."""

import tomllib
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.merge.keys import differences
from goldenpath.operations.merge.merged_toml import TomlVersions, merge
from goldenpath.operations.merge.requirements import requirement_name
from goldenpath.operations.merge.restore_keys import restore_keys

OWNED = ("tool.ruff", "dependency-groups.dev")
BASE = """\
[project]
name = "demo"
dependencies = ["a>=1", "b>=1"]

[tool.ruff]
line-length = 100  # wide
select = ["E"]
"""

values = st.one_of(
    st.integers(-9, 9),
    st.booleans(),
    st.text(alphabet="abc \"'\\#\u00e9", max_size=5),
    st.lists(st.integers(0, 3), max_size=3),
)
names = st.sampled_from(["a", "b-c", "d.e", "é", "per-file"])
tables = st.recursive(
    st.dictionaries(names, values, max_size=3),
    lambda inner: st.dictionaries(names, st.one_of(values, inner), max_size=3),
    max_leaves=8,
)
# An empty table says nothing, and tomlkit does not always write one.
full_tables = st.recursive(
    st.dictionaries(names, values, min_size=1, max_size=3),
    lambda inner: st.dictionaries(names, st.one_of(values, inner), min_size=1, max_size=3),
    max_leaves=8,
)


def merged(base: str, ours: str, theirs: str) -> tuple[str, list[str]]:
    versions = TomlVersions(base.encode(), ours.encode(), theirs.encode())
    found = merge(Git(Path.cwd()), versions, OWNED, None)
    assert found is not None
    return found.content.decode(), [conflict.name for conflict in found.conflicts]


def test_what_one_side_changed_is_taken() -> None:
    ours = BASE.replace('["a>=1", "b>=1"]', '["a>=1", "b>=1", "ours"]').replace("# wide", "# ours")
    theirs = BASE.replace('["E"]', '["E", "F"]').replace("a>=1", "a>=2")
    text, conflicts = merged(BASE, ours, theirs)
    assert conflicts == []
    assert "line-length = 100  # ours" in text
    document = tomllib.loads(text)
    assert document["tool"]["ruff"]["select"] == ["E", "F"]
    assert sorted(document["project"]["dependencies"]) == ["a>=2", "b>=1", "ours"]


def test_what_both_changed_is_a_conflict_only_where_the_template_owns_it() -> None:
    ours = BASE.replace("100", "120").replace('"demo"', '"ours"')
    theirs = BASE.replace("100", "110").replace('"demo"', '"theirs"')
    text, conflicts = merged(BASE, ours, theirs)
    assert conflicts == ["tool.ruff.line-length"]
    assert tomllib.loads(text)["project"]["name"] == "ours"


def test_a_new_key_comes_with_its_comments_but_for_those_that_are_there() -> None:
    # Beside a line that the team has changed, git alone cannot tell where it belongs.
    ours = BASE.replace("100  # wide", "120  # wide\n# Known.")
    new = "# Known.\n# Why.\nindent-width = 4\n"
    theirs = BASE.replace("# wide\n", f"# wide\n{new}")
    text, conflicts = merged(BASE, ours, theirs)
    assert conflicts == []
    assert text == ours.replace("# Known.\n", "# Why.\nindent-width = 4\n# Known.\n")


def test_what_the_team_removed_stays_removed() -> None:
    ours = BASE.replace('select = ["E"]\n', "").replace('"a>=1", ', "")
    theirs = BASE.replace('["E"]', '["F"]').replace("a>=1", "a>=2")
    text, conflicts = merged(BASE, ours, theirs)
    assert conflicts == []
    document = tomllib.loads(text)
    assert "select" not in document["tool"]["ruff"]
    assert document["project"]["dependencies"] == ["b>=1"]


def test_a_text_that_merges_cleanly_to_other_values_is_not_taken() -> None:
    # As text, both additions stay, and the key is there twice, or in the wrong table.
    ours = BASE + "\n[tool.mypy]\nstrict = true\n"
    theirs = BASE + "\n[tool.ruff.lint]\npreview = true\n"
    document = tomllib.loads(merged(BASE, ours, theirs)[0])
    assert document["tool"]["mypy"] == {"strict": True}
    assert document["tool"]["ruff"]["lint"] == {"preview": True}


def exact(value: object) -> object:
    """A value in which 1, 1.0 and true are three things."""
    if isinstance(value, dict):
        return {name: exact(item) for name, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    return (type(value).__name__, value)


@given(base=tables, ours=tables, theirs=tables)
def test_a_key_that_one_side_changed_is_taken_and_one_that_both_did_stays_the_team_s(
    base: dict, ours: dict, theirs: dict
) -> None:
    texts = [tomlkit.dumps(document) for document in (base, ours, theirs)]
    text, _ = merged(*texts)
    document = tomllib.loads(text)
    for name in {*base, *ours, *theirs}:
        there = exact(document.get(name))
        before, mine, new = (exact(side.get(name)) for side in (base, ours, theirs))
        is_removed = name in base and name not in ours
        if mine == before and not is_removed:
            assert there == new
        elif not (isinstance(ours.get(name), dict) and isinstance(theirs.get(name), dict)):
            assert there == mine


@given(ours=tables, theirs=tables)
def test_a_side_that_did_nothing_has_no_say(ours: dict, theirs: dict) -> None:
    mine, new = tomlkit.dumps(ours), tomlkit.dumps(theirs)
    assert tomllib.loads(merged(mine, mine, new)[0]) == theirs
    assert merged(new, mine, new)[0] == mine


@given(expected=full_tables, actual=full_tables)
def test_what_differs_can_be_put_back(expected: dict, actual: dict) -> None:
    wanted, found = {"tool": {"ruff": expected}}, {"tool": {"ruff": actual, "ours": 1}}
    different = differences(wanted, found, ("tool.ruff",))
    text = restore_keys(tomlkit.dumps(found), tomlkit.dumps(wanted), different)
    assert tomllib.loads(text) == {"tool": {"ruff": expected, "ours": 1}}


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("Foo_Bar>=1", "foo-bar"),
        ("foo.bar [x,y] ; python_version > '3'", "foo-bar"),
        ("foo @ https://example.com/foo.whl", "foo"),
    ],
)
def test_a_requirement_is_known_by_its_distribution(requirement: str, name: str) -> None:
    assert requirement_name(requirement) == name
