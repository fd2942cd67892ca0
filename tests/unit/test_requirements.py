"""Lists of requirements: which element is which, and what two sides make of one distribution."""

import pytest

from goldenpath.operations.merge.requirements import (
    ElementEdit,
    Group,
    by_name,
    edited,
    exchange,
    requirement_name,
)

NT = "a<1; os_name == 'nt'"
NT_NEWER = "a<2; os_name == 'nt'"
POSIX = "a>=3; os_name == 'posix'"
POSIX_NEWER = "a>=4; os_name == 'posix'"

type Edits = list[tuple[str | None, str | None]]


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("a", "a"),
        ("  A.b_C--d [x, y] >= 1", "a-b-c-d"),
        ("a[x]>=1", "a"),
        ("a @ https://example.com/b.whl", "a"),
        ("a1>=2", "a1"),
        # What is none is known by all of it.
        ("@odd", "@odd"),
        ("", ""),
        (3, "3"),
        ({"include-group": "lint"}, "{'include-group': 'lint'}"),
    ],
)
def test_a_distribution_has_one_name(requirement: object, name: str) -> None:
    assert requirement_name(requirement) == name


def test_requirements_are_grouped_in_their_order() -> None:
    assert by_name(["b", "A>=1", "a<2", "B[x]"]) == {"b": ["b", "B[x]"], "a": ["A>=1", "a<2"]}


def edits_of(found: tuple[ElementEdit, ...]) -> Edits:
    return [
        (None if edit.old is None else str(edit.old), None if edit.new is None else str(edit.new))
        for edit in found
    ]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "edits"),
    [
        # The template does nothing.
        (["a>=1"], ["a>=1"], ["a>=1"], None),
        (["a>=1"], ["a>=2"], ["a>=1"], None),
        ([], ["a>=2"], [], None),
        # Both do the same, perhaps in another order.
        (["a>=1"], ["a>=2"], ["a>=2"], None),
        (["a>=1"], ["a>=2", NT], [NT, "a>=2"], None),
        # The team has removed it, and it stays removed.
        (["a>=1"], [], ["a>=2"], None),
        # The team has done nothing.
        (["a>=1"], ["a>=1"], ["a>=2"], [("a>=1", "a>=2")]),
        (["a>=1"], ["a>=1"], [], [("a>=1", None)]),
        ([], [], ["a>=1"], [(None, "a>=1")]),
        (["a>=1", NT], [NT, "a>=1"], ["a>=1", NT_NEWER], [(NT, NT_NEWER)]),
        # Each side has changed another element.
        (["a>=1", NT], ["a>=2", NT], ["a>=1", NT_NEWER], [(NT, NT_NEWER)]),
        (["a>=1", NT], ["a>=1", NT_NEWER], ["a>=2", NT], [("a>=1", "a>=2")]),
        (["a>=1", NT], ["a>=2", NT], ["a>=1"], [(NT, None)]),
        (["a>=1"], ["a>=2"], ["a>=1", NT], [(None, NT)]),
        ([NT, POSIX], [NT_NEWER, POSIX], [NT, POSIX_NEWER], [(POSIX, POSIX_NEWER)]),
        # The team has one more.
        (["a>=1"], ["a>=1", POSIX], ["a>=2"], [("a>=1", "a>=2")]),
        # The team has removed one of them.
        (["a>=1", NT], ["a>=1"], ["a>=1", NT_NEWER], None),
    ],
)
def test_what_one_side_changed_is_taken(
    base: list[object], ours: list[object], theirs: list[object], edits: Edits | None
) -> None:
    found = Group(base, ours, theirs).merge()
    assert (found and edits_of(found.edits)) == edits
    assert found is None or not found.is_conflict


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        (["a>=1"], ["a>=2"], ["a>=3"]),
        (["a>=1"], ["a>=2"], []),
        ([], ["a>=2"], ["a>=3"]),
        # One element of two that both have changed.
        (["a>=1", NT], ["a>=2", NT], ["a>=3", NT]),
        (["a>=1", NT], ["a>=2", NT], [NT]),
        # One with the same extras and marker twice cannot be told apart.
        (["a>=1", "a<9"], ["a>=2", "a<9"], ["a>=1", "a<8"]),
        (["a>=1"], ["a>=1", "a<9"], ["a>=2"]),
        # What the template adds may be what the team has under another marker.
        (["a>=1"], ["a>=1", POSIX], ["a>=1", NT]),
        (["a>=1"], ["a>=2", POSIX], ["a>=3"]),
    ],
)
def test_what_both_changed_is_a_conflict(
    base: list[object], ours: list[object], theirs: list[object]
) -> None:
    found = Group(base, ours, theirs).merge()
    assert found
    assert found.is_conflict


@pytest.mark.parametrize(
    ("old", "new", "known", "edits"),
    [
        (["a>=1"], ["a>=1"], ["a>=1"], []),
        (["a>=1"], ["a>=2"], ["a>=1"], [("a>=1", "a>=2")]),
        ([], ["a"], [], [(None, "a")]),
        (["a"], [], ["a"], [("a", None)]),
        (["a>=1", NT], ["a>=2", NT_NEWER], ["a>=1", NT], [("a>=1", "a>=2"), (NT, NT_NEWER)]),
        ([NT, "a>=1"], ["a>=2", NT_NEWER], [], [("a>=1", "a>=2"), (NT, NT_NEWER)]),
        ([NT, POSIX], [POSIX_NEWER, NT_NEWER], [], [(POSIX, POSIX_NEWER), (NT, NT_NEWER)]),
        # The team's own marker stays, when all that is new has a place.
        (["a>=1", POSIX], ["a>=2"], ["a>=1"], [("a>=1", "a>=2")]),
        (["a>=1", POSIX], ["a>=1"], ["a>=1"], []),
        # Otherwise the place is its.
        ([POSIX], ["a>=2"], ["a>=1"], [(POSIX, "a>=2")]),
        # An element that the template knows goes.
        (["a>=1", NT], ["a>=1"], ["a>=1", NT], [(NT, None)]),
        (["a>=1", POSIX], [], ["a>=1"], [("a>=1", None), (POSIX, None)]),
        # The same twice is there twice.
        (["a", "a"], ["a"], ["a"], [("a", None)]),
        (["a"], ["a", "a"], ["a"], [(None, "a")]),
        (["a[x,y]"], ["a[y,x]>=2"], [], [("a[x,y]", "a[y,x]>=2")]),
        # What is no requirement goes by its place.
        (["@x"], ["@y"], [], [("@x", "@y")]),
    ],
)
def test_one_group_becomes_another_by_the_fewest_edits(
    old: list[object], new: list[object], known: list[object], edits: Edits
) -> None:
    assert edits_of(tuple(exchange(old, new, known))) == edits


@pytest.mark.parametrize(
    ("items", "edits", "expected"),
    [
        (["a", "b"], [("a", "c")], ["c", "b"]),
        (["a", "b"], [("a", None)], ["b"]),
        (["a", "b"], [(None, "c")], ["a", "b", "c"]),
        (["a", "b"], [("gone", "c")], ["a", "b"]),
        (["a", "b", "a"], [("a", "c")], ["c", "b", "a"]),
        (["a", "b"], [("a", "c"), ("c", "d"), (None, "e")], ["d", "b", "e"]),
        (["a"], [], ["a"]),
    ],
)
def test_a_list_is_edited_in_its_places(
    items: list[object], edits: Edits, expected: list[object]
) -> None:
    before = list(items)
    assert edited(items, [ElementEdit(*edit) for edit in edits]) == expected
    assert items == before
