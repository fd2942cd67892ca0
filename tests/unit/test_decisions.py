"""Which value a key gets of three versions: what only the template changed, and no more."""

import tomllib

import pytest

from goldenpath.model.toml_text import KeyPath
from goldenpath.operations.merge.requirements import ElementEdit
from goldenpath.operations.merge.three_way import (
    ChangeProbe,
    KeyChange,
    copied,
    decide,
    with_changes,
)

OWNED = ("own", "project.name")

type Told = list[tuple[str, object]]


def told(changes: tuple[KeyChange, ...]) -> Told:
    return [
        (
            change.name,
            [(edit.old, edit.new) for edit in change.edits] if change.requirement else change.value,
        )
        for change in changes
    ]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "changes", "conflicts"),
    [
        ("a = 1", "a = 1", "a = 1", [], []),
        ("a = 1", "a = 1", "a = 2", [("a", 2)], []),
        ("a = 1", "a = 2", "a = 1", [], []),
        ("a = 1", "a = 2", "a = 2", [], []),
        # Types are told apart.
        ("a = 1", "a = 1", "a = true", [("a", True)], []),
        ("a = 1", "a = true", "a = 1", [], []),
        ("own = 1", "own = true", "own = 1.0", [], [("own", 1.0)]),
        ("own = 1", "own = true", "own = true", [], []),
        # Added and dropped.
        ("", "", "a = 1", [("a", 1)], []),
        ("", "a = 1", "", [], []),
        ("a = 1", "a = 1", "", [("a", None)], []),
        ("a = 1", "", "a = 1", [], []),
        ("", "a = 1", "a = 1", [], []),
        # What the team removed stays removed, whatever the template makes of it.
        ("a = 1", "", "a = 2", [], []),
        ("own = 1", "", "own = 2", [], []),
        ("[a]\nb = 1", "", "[a]\nb = 2", [], []),
        # Both changed it: of the team's keys theirs stays, of the template's it is a conflict.
        ("a = 1", "a = 2", "a = 3", [], []),
        ("own = 1", "own = 2", "own = 3", [], [("own", 3)]),
        ("own = 1", "own = 2", "", [], [("own", None)]),
        ("", "own = 1", "own = 2", [], [("own", 2)]),
        ("owner = 1", "owner = 2", "owner = 3", [], []),
        # Tables are compared key by key, at any depth.
        (
            "[own.t]\na = 1\nb = 1\nc = 1",
            "[own.t]\na = 2\nb = 1\nc = 2",
            "[own.t]\na = 1\nb = 3\nc = 3",
            [("own.t.b", 3)],
            [("own.t.c", 3)],
        ),
        ("", "[own]\na = 1", "[own]\nb = 2", [("own.b", 2)], []),
        ("", "[own]\na = 1", "[own]\na = 2", [], [("own.a", 2)]),
        ("own = 1", "[own]\na = 1", "[own]\nb = 2", [("own.b", 2)], []),
        ("[own]\na = 1", "own = 2", "[own]\na = 2", [], [("own", {"a": 2})]),
        ("[own]\na = 1", "[own]\na = 1", "own = 2", [("own", 2)], []),
        ("[own]\na = 1", "[own]\na = 1", "", [("own", None)], []),
        # In the template's order, and then the team's.
        (
            "[t]\nz = 1",
            "[t]\nz = 1",
            "[t]\nb = 1\na = 1",
            [("t.b", 1), ("t.a", 1), ("t.z", None)],
            [],
        ),
        # A list is one value …
        ("own = [1]", "own = [1, 2]", "own = [1, 3]", [], [("own", [1, 3])]),
        # … but for requirements.
        (
            "project.dependencies = ['a>=1', 'b']",
            "project.dependencies = ['a>=1', 'b', 'mine']",
            "project.dependencies = ['a>=2', 'c']",
            [
                ("project.dependencies.a", [("a>=1", "a>=2")]),
                ("project.dependencies.c", [(None, "c")]),
                ("project.dependencies.b", [("b", None)]),
            ],
            [],
        ),
        (
            "",
            "project.dependencies = ['a']",
            "project.dependencies = ['b']",
            [("project.dependencies.b", [(None, "b")])],
            [],
        ),
        (
            "project.dependencies = ['a']",
            "project.dependencies = 'a'",
            "project.dependencies = ['b']",
            [],
            [],
        ),
    ],
)
def test_each_key_is_decided(  # noqa: PLR0913, PLR0917
    base: str, ours: str, theirs: str, changes: Told, conflicts: Told
) -> None:
    documents = (tomllib.loads(base), tomllib.loads(ours), tomllib.loads(theirs))
    decision = decide(documents, OWNED)
    assert told(decision.changes) == changes
    assert told(decision.conflicts) == conflicts


def test_a_requirement_that_both_changed_is_a_conflict_where_the_template_owns_the_list() -> None:
    texts = [f"[dependency-groups]\ndev = ['a>={number}']" for number in (1, 2, 3)]
    base, ours, theirs = map(tomllib.loads, texts)
    decision = decide((base, ours, theirs), ("dependency-groups.dev",))
    assert told(decision.conflicts) == [("dependency-groups.dev.a", [("a>=2", "a>=3")])]
    assert decide((base, ours, theirs), ()).conflicts == ()


DEV: KeyPath = ("dependency-groups", "dev")


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("a = 1", KeyChange(("a",), 2), {"a": 2}),
        ("a = 1", KeyChange(("b", "c"), 2), {"a": 1, "b": {"c": 2}}),
        ("a = 1", KeyChange(("a", "c"), 2), {"a": {"c": 2}}),
        ("a = 1\nb = 2", KeyChange(("a",)), {"b": 2}),
        ("b = 2", KeyChange(("a",)), {"b": 2}),
        ("[a]\nb = 1", KeyChange(("a", "b")), {"a": {}}),
        ("[a]\nb = 1", KeyChange(("a",), {"c": 1}), {"a": {"c": 1}}),
        (
            "dependency-groups.dev = ['a', 'b']",
            KeyChange(DEV, requirement="a", edits=(ElementEdit("a", "a>=1"),)),
            {"dependency-groups": {"dev": ["a>=1", "b"]}},
        ),
        (
            "",
            KeyChange(DEV, requirement="a", edits=(ElementEdit(None, "a"),)),
            {"dependency-groups": {"dev": ["a"]}},
        ),
    ],
)
def test_a_change_is_made_and_the_document_before_it_stays(
    before: str, change: KeyChange, after: object
) -> None:
    document = tomllib.loads(before)
    made = with_changes(document, [change])
    assert made == after
    assert document == tomllib.loads(before)
    assert ChangeProbe(made, document).has(change)
    assert ChangeProbe(document, document).has(change) == (made == document)


def test_a_requirement_is_there_when_all_of_its_elements_are() -> None:
    before = {"dependency-groups": {"dev": ["a", "b"]}}
    change = KeyChange(DEV, requirement="a", edits=(ElementEdit("a", "a>=1"),))
    for dev, has in (
        (["b", "a>=1"], True),
        (["a"], False),
        (["a>=1", "a"], False),
        ("a>=1", False),
    ):
        document = {"dependency-groups": {"dev": dev}}
        assert ChangeProbe(document, before).has(change) is has
    assert not ChangeProbe({}, before).has(change)


def test_a_copy_has_tables_of_its_own() -> None:
    document = {"a": {"b": {"c": 1}}}
    copy = copied(document)
    assert copy == document
    inner = copy["a"]
    assert isinstance(inner, dict)
    inner["b"] = 2
    assert document == {"a": {"b": {"c": 1}}}
