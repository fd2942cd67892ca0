"""Paths that are one kind of thing here and another in the template."""

import pytest

from goldenpath.operations.git.trees import Entry
from goldenpath.operations.update.collisions import find_collisions

PLAIN, EXECUTABLE, LINK, SUBMODULE = "100644", "100755", "120000", "160000"


def tree(*paths: str, blob: str = "1") -> dict[str, Entry]:
    return {path: Entry(PLAIN, blob) for path in paths}


OLD, TEAM, NEW = "old", "team", "new"


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        # The same kind on both sides is git's to merge.
        (tree("a", blob=OLD), tree("a", blob=TEAM), tree("a", blob=NEW), {}),
        ({}, tree("a", blob=TEAM), tree("b", blob=NEW), {}),
        # The team's folder in the place of a file.
        ({}, tree("a/x", "a/y/z", blob=TEAM), tree("a", blob=NEW), {"a": ("a/x", "a/y/z")}),
        # A name that only begins alike is no folder of it.
        ({}, tree("ab/x", "a.b", blob=TEAM), tree("a", blob=NEW), {}),
        # The team's file in the place of a folder, however deep.
        ({}, tree("a", blob=TEAM), tree("a/b/c", blob=NEW), {"a/b/c": ("a",)}),
        # What the template itself removes, and nobody has touched, is in nobody's way.
        (tree("a", blob=OLD), tree("a", blob=OLD), tree("a/b", blob=NEW), {}),
        (tree("a/b", blob=OLD), tree("a/b", blob=OLD), tree("a", blob=NEW), {}),
        # What somebody has touched is.
        (tree("a", blob=OLD), tree("a", blob=TEAM), tree("a/b", blob=NEW), {"a/b": ("a",)}),
        (tree("a/b", blob=OLD), tree("a/b", blob=TEAM), tree("a", blob=NEW), {"a": ("a/b",)}),
    ],
)
def test_files_and_folders(
    base: dict[str, Entry],
    ours: dict[str, Entry],
    theirs: dict[str, Entry],
    expected: dict[str, tuple[str, ...]],
) -> None:
    found = find_collisions(base, ours, theirs)
    assert {item.path: item.in_the_way for item in found} == expected


@pytest.mark.parametrize(
    ("old", "team", "new", "is_collision"),
    [
        ((PLAIN, OLD), (LINK, TEAM), (PLAIN, NEW), True),
        ((LINK, OLD), (PLAIN, TEAM), (LINK, NEW), True),
        ((PLAIN, OLD), (SUBMODULE, TEAM), (PLAIN, NEW), True),
        (None, (LINK, TEAM), (PLAIN, NEW), True),
        ((PLAIN, OLD), (EXECUTABLE, TEAM), (PLAIN, NEW), False),
        ((PLAIN, OLD), (PLAIN, OLD), (LINK, NEW), False),
        ((PLAIN, OLD), (LINK, NEW), (LINK, NEW), False),
        ((PLAIN, OLD), None, (LINK, NEW), False),
    ],
)
def test_files_and_links(
    old: tuple[str, str] | None,
    team: tuple[str, str] | None,
    new: tuple[str, str],
    is_collision: bool,
) -> None:
    base, ours = ({"a": Entry(*side)} if side else {} for side in (old, team))
    found = find_collisions(base, ours, {"a": Entry(*new)})
    assert [item.path for item in found] == (["a"] if is_collision else [])
