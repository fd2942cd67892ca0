"""TOML compared key by key: every difference has its name, and nothing else is one."""

import tomllib

import pytest

from goldenpath.model.toml_text import parse, value_at
from goldenpath.operations.merge.keys import (
    KeyState,
    all_differences,
    differences,
    dotted,
    is_owned,
    is_requirements,
    same,
)

CHANGED, MISSING, ADDED = KeyState.CHANGED, KeyState.MISSING, KeyState.ADDED

type Found = list[tuple[str, KeyState, object, object]]


def compared(expected: str, actual: str, *owned: str) -> Found:
    wanted, there = tomllib.loads(expected), tomllib.loads(actual)
    found = differences(wanted, there, owned) if owned else all_differences(wanted, there)
    return [(one.name, one.state, one.expected, one.actual) for one in found]


@pytest.mark.parametrize(
    ("expected", "actual", "found"),
    [
        ("a = 1", "a = 1", []),
        ("a = 1", "a = 2", [("a", CHANGED, 1, 2)]),
        ("a = 1", "", [("a", MISSING, 1, None)]),
        ("", "a = 1", [("a", ADDED, None, 1)]),
        # What Python takes for the same, and TOML does not.
        ("a = 1", "a = true", [("a", CHANGED, 1, True)]),
        ("a = false", "a = 0", [("a", CHANGED, False, 0)]),
        ("a = 1", "a = 1.0", [("a", CHANGED, 1, 1.0)]),
        ("a = '1'", "a = 1", [("a", CHANGED, "1", 1)]),
        ("a = [1]", "a = [true]", [("a", CHANGED, [1], [True])]),
        ("a = [{b = 1}]", "a = [{b = true}]", [("a", CHANGED, [{"b": 1}], [{"b": True}])]),
        ("a = 0.0", "a = -0.0", [("a", CHANGED, 0.0, -0.0)]),
        # What is written in another way, and is the same.
        ("a = nan", "a = nan", []),
        ("a = 0x10", "a = 16", []),
        ("a = 'x'", 'a = "x"', []),
        ("[a]\nb = 1", "a.b = 1", []),
        ("[a]\nb = 1\nc = 2", "a = {c = 2, b = 1}", []),
        # Of a list that is none of requirements, the order counts, and the whole differs.
        ("a = [1, 2]", "a = [2, 1]", [("a", CHANGED, [1, 2], [2, 1])]),
        ("a = [1, 2]", "a = [1]", [("a", CHANGED, [1, 2], [1])]),
        # In a table only the key that differs is named, at any depth.
        ("[a.b]\nc = 1\nd = 2", "[a.b]\nc = 1\nd = 3", [("a.b.d", CHANGED, 2, 3)]),
        ("[a.b]\nc = 1", "[a]", [("a.b", MISSING, {"c": 1}, None)]),
        ("[a]", "[a.b]\nc = 1", [("a.b", ADDED, None, {"c": 1})]),
        ("[a]\nb = 1", "a = 1", [("a", CHANGED, {"b": 1}, 1)]),
        ("a = 1", "[a]\nb = 1", [("a", CHANGED, 1, {"b": 1})]),
        (
            "[a]\nz = 1\ny = 1",
            "[a]\nq = 1\nb = 1\nz = 2",
            [
                ("a.z", CHANGED, 1, 2),
                ("a.y", MISSING, 1, None),
                ("a.b", ADDED, None, 1),
                ("a.q", ADDED, None, 1),
            ],
        ),
        (
            "[a]\n'b.c' = 1",
            "[a]\nb.c = 1",
            [
                ('a."b.c"', MISSING, 1, None),
                ("a.b", ADDED, None, {"c": 1}),
            ],
        ),
    ],
)
def test_every_key_that_differs_is_named(expected: str, actual: str, found: Found) -> None:
    assert compared(expected, actual) == found


REQUIREMENTS = "[project]\ndependencies = "


@pytest.mark.parametrize(
    ("expected", "actual", "found"),
    [
        ("['a>=1', 'b']", "['b', 'a>=1']", []),
        ("['a>=1']", "['a>=1', 'mine>=3']", []),
        ("['a>=1']", "['mine']", [("a", MISSING, "a>=1", None)]),
        ("['a>=1']", "['a>=2']", [("a", CHANGED, "a>=1", "a>=2")]),
        ("['a>=1']", "['A>=1']", [("a", CHANGED, "a>=1", "A>=1")]),
        ("['Foo_Bar>=1']", "['foo.bar>=2']", [("foo-bar", CHANGED, "Foo_Bar>=1", "foo.bar>=2")]),
        # The team may want a distribution on another system as well.
        ("['a>=1']", "['a>=1', \"a<1; os_name == 'nt'\"]", []),
        (
            "['a>=1']",
            "['a>=2', \"a<1; os_name == 'nt'\"]",
            [("a", CHANGED, "a>=1", ["a>=2", "a<1; os_name == 'nt'"])],
        ),
        (
            "['a>=1', \"a<1; os_name == 'nt'\"]",
            "['a>=1']",
            [("a", CHANGED, ["a>=1", "a<1; os_name == 'nt'"], "a>=1")],
        ),
        # The same twice is not the same once.
        ("['a', 'a']", "['a']", [("a", CHANGED, ["a", "a"], "a")]),
        ("['a[x]']", "['a']", [("a", CHANGED, "a[x]", "a")]),
    ],
)
def test_a_list_of_requirements_differs_by_its_distributions(
    expected: str, actual: str, found: Found
) -> None:
    wanted = [(f"project.dependencies.{name}", *rest) for name, *rest in found]
    assert compared(REQUIREMENTS + expected, REQUIREMENTS + actual) == wanted


def test_a_list_of_requirements_that_is_no_list_is_one_difference() -> None:
    expected, actual = f"{REQUIREMENTS}['a']", f"{REQUIREMENTS}'a'"
    assert compared(expected, actual) == [("project.dependencies", CHANGED, ["a"], "a")]
    assert compared(actual, expected) == [("project.dependencies", CHANGED, "a", ["a"])]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("project.dependencies", True),
        ("project.optional-dependencies.pdf", True),
        ("dependency-groups.dev", True),
        ("tool.uv.constraint-dependencies", True),
        ("tool.uv.override-dependencies", True),
        ("project.optional-dependencies", False),
        ("project.optional-dependencies.a.b", False),
        ("dependency-groups", False),
        ("tool.uv.dev-dependencies", False),
        ("tool.project.dependencies", False),
        ("project.dependencies.a", False),
        ("projectXdependencies", False),
        ("project.keywords", False),
    ],
)
def test_which_lists_are_of_requirements(path: str, expected: bool) -> None:
    assert is_requirements(tuple(path.split("."))) is expected


DOCUMENT = "[tool.ruff]\na = 1\n[tool.ruff.lint]\nb = 1\n[tool.ruffian]\nc = 1\n"


@pytest.mark.parametrize(
    ("actual", "owned", "found"),
    [
        ("", ("tool.ruff",), [("tool.ruff", MISSING, {"a": 1, "lint": {"b": 1}}, None)]),
        ("[tool.ruff]\na = 1", ("tool.ruff.lint",), [("tool.ruff.lint", MISSING, {"b": 1}, None)]),
        (DOCUMENT.replace("c = 1", "c = 2"), ("tool.ruff",), []),
        (
            DOCUMENT.replace("c = 1", "c = 2"),
            ("tool.ruffian",),
            [("tool.ruffian.c", CHANGED, 1, 2)],
        ),
        (DOCUMENT.replace("b = 1", "b = 2"), ("tool.ruff",), [("tool.ruff.lint.b", CHANGED, 1, 2)]),
        # The template owns only what it renders: a table of this name is the team's.
        (f"{DOCUMENT}[tool.mypy]\nd = 1\n", ("tool.mypy",), []),
        (f"{DOCUMENT}[tool.mypy]\nd = 1\n", ("tool.ruff", "tool.mypy.d"), []),
        ("tool = 1", ("tool.ruff",), [("tool.ruff", MISSING, {"a": 1, "lint": {"b": 1}}, None)]),
        # In the order in which the keys are owned.
        (
            "",
            ("tool.ruffian.c", "tool.ruff.a"),
            [("tool.ruffian.c", MISSING, 1, None), ("tool.ruff.a", MISSING, 1, None)],
        ),
    ],
)
def test_only_keys_that_the_template_owns_are_compared(
    actual: str, owned: tuple[str, ...], found: Found
) -> None:
    assert compared(DOCUMENT, actual, *owned) == found


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("tool", "ruff"), True),
        (("tool", "ruff", "lint", "select"), True),
        (("tool",), False),
        (("tool", "ruffian"), False),
        (("other", "tool", "ruff"), False),
        (("project", "name"), True),
        (("project", "names"), False),
        ((), False),
    ],
)
def test_a_key_is_owned_by_itself_or_by_a_table_around_it(
    path: tuple[str, ...], expected: bool
) -> None:
    assert is_owned(path, ("tool.ruff", "project.name")) is expected


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("tool", "ruff"), "tool.ruff"),
        (("a-b", "C_1"), "a-b.C_1"),
        (("tool", "a.b"), 'tool."a.b"'),
        (("per-file", "tests/**"), 'per-file."tests/**"'),
        (("é",), '"é"'),
        (("",), '""'),
    ],
)
def test_a_key_is_written_as_toml_writes_it(path: tuple[str, ...], written: str) -> None:
    assert dotted(path) == written


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((), {"a": {"b": [1]}, "c": 0}),
        (("a",), {"b": [1]}),
        (("a", "b"), [1]),
        (("c",), 0),
        (("d",), None),
        (("a", "x"), None),
        (("c", "x"), None),
        (("a", "b", "0"), None),
    ],
)
def test_a_value_is_found_by_its_key(path: tuple[str, ...], value: object) -> None:
    assert value_at({"a": {"b": [1]}, "c": 0}, path) == value


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (1, 1, True),
        (1, True, False),
        (1, 1.0, False),
        (float("nan"), float("nan"), True),
        ([], [], True),
        ([1], [1, 2], False),
        ([1, 2], [1], False),
        ([1, 2], [1, 3], False),
        ([], {}, False),
        ({}, [], False),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": 1}, {"b": 1}, False),
        ({"a": 1}, {"a": 1, "b": 1}, False),
        ({"a": 1, "b": 1}, {"a": 1}, False),
        ({"a": [{"b": 1}]}, {"a": [{"b": True}]}, False),
        (None, None, True),
        (None, 0, False),
        ("1", 1, False),
    ],
)
def test_values_are_the_same_only_in_the_same_type(
    left: object, right: object, expected: bool
) -> None:
    assert same(left, right) is expected


def test_what_is_no_toml_has_no_keys() -> None:
    assert parse(b"a = ") is None
    assert parse(b"\xff") is None
    assert parse(b"\xef\xbb\xbfa = 1\r\n") == {"a": 1}
