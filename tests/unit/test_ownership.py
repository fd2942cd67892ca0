"""Whose a rendered file is, by patterns as in a .gitignore."""

import pytest

from goldenpath.model.ownership import Owner, Ownership

OWNERSHIP = Ownership(
    seeded=("/README.md", "/src/", "*.seed"),
    managed=("/ci/", "/Dockerfile", "*.lint.toml", "!/ci/local.yml", "/docs/**/index.md"),
    merged={"/pyproject.toml": ("project.name", "tool.ruff"), "/sub/*.toml": ("tool.x",)},
    generated=("/uv.lock",),
)


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("README.md", Owner.SEEDED),
        # A slash at the beginning means the root of the repository, and nowhere else.
        ("docs/README.md", None),
        ("Dockerfile", Owner.MANAGED),
        ("services/Dockerfile", None),
        # A slash at the end means a folder, and all that is in it.
        ("src/app/main.py", Owner.SEEDED),
        ("src", None),
        ("lib/src/app.py", None),
        ("ci/deep/er/build.yml", Owner.MANAGED),
        ("cinema/build.yml", None),
        # Without a slash, a pattern holds at any depth.
        ("a.lint.toml", Owner.MANAGED),
        ("deep/er/a.lint.toml", Owner.MANAGED),
        ("deep/er/data.seed", Owner.SEEDED),
        # What is taken out again.
        ("ci/local.yml", None),
        # Any number of folders, and none.
        ("docs/index.md", Owner.MANAGED),
        ("docs/a/b/index.md", Owner.MANAGED),
        ("docs/a/b/other.md", None),
        ("pyproject.toml", Owner.MERGED),
        ("sub/pyproject.toml", Owner.MERGED),
        ("sub/deep/pyproject.toml", None),
        ("uv.lock", Owner.GENERATED),
        ("sub/uv.lock", None),
        ("notes.txt", None),
    ],
)
def test_a_path_has_the_owner_whose_pattern_names_it(path: str, owner: Owner | None) -> None:
    assert OWNERSHIP.owner_of(path) is owner
    assert OWNERSHIP.owners_of(path) == (frozenset() if owner is None else {owner})
    # Asked again, as a fleet asks.
    assert OWNERSHIP.owner_of(path) is owner


ALL = {
    "seeded": ("/seeded", "/a", "/b", "/c"),
    "managed": ("/managed", "/a", "/b", "/d"),
    "merged": {"/merged": (), "/a": (), "/c": (), "/d": ()},
    "generated": ("/generated", "/a", "/b", "/c", "/d"),
}


@pytest.mark.parametrize(
    ("path", "owners", "first"),
    [
        ("a", set(Owner), Owner.GENERATED),
        ("b", {Owner.SEEDED, Owner.MANAGED, Owner.GENERATED}, Owner.GENERATED),
        ("c", {Owner.SEEDED, Owner.MERGED, Owner.GENERATED}, Owner.GENERATED),
        ("d", {Owner.MANAGED, Owner.MERGED, Owner.GENERATED}, Owner.GENERATED),
        ("seeded", {Owner.SEEDED}, Owner.SEEDED),
        ("managed", {Owner.MANAGED}, Owner.MANAGED),
        ("merged", {Owner.MERGED}, Owner.MERGED),
        ("generated", {Owner.GENERATED}, Owner.GENERATED),
    ],
)
def test_a_template_that_names_two_owners_is_found_out(
    path: str, owners: set[Owner], first: Owner
) -> None:
    ownership = Ownership.model_validate(ALL)
    assert ownership.owners_of(path) == owners
    # The one that is asked for first is always the same, in the order of the names.
    assert ownership.owner_of(path) is first


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        ("managed", "seeded", Owner.MANAGED),
        ("managed", "merged", Owner.MANAGED),
        ("merged", "seeded", Owner.MERGED),
        ("generated", "managed", Owner.GENERATED),
    ],
)
def test_of_two_owners_one_is_always_first(one: str, other: str, first: Owner) -> None:
    empty: dict[str, object] = {"seeded": (), "managed": (), "merged": {}, "generated": ()}
    claims: dict[str, object] = {
        name: {"/a": ()} if name == "merged" else ("/a",) for name in (one, other)
    }
    assert Ownership.model_validate({**empty, **claims}).owner_of("a") is first


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("pyproject.toml", ("project.name", "tool.ruff")),
        ("sub/pyproject.toml", ("tool.x",)),
        ("deep/sub/pyproject.toml", ()),
        ("ci/build.yml", ()),
        ("README.md", ()),
        ("unknown", ()),
    ],
)
def test_the_keys_of_a_merged_file_are_the_template_s(path: str, keys: tuple[str, ...]) -> None:
    assert OWNERSHIP.keys_of(path) == keys
