"""Whole files merged by git: what the template changed meets what the team has made of it."""

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.workshop import workshop_on
from goldenpath.operations.update.file_merge import FileMerge, merge_files
from goldenpath.operations.update.merge_inputs import Sides

from support.tiny_trees import TinyRepository, Tree, files, link, program, tiny_repository

TEXT = "".join(f"line {number}\n" for number in range(1, 21))
OTHER = "".join(f"other {number}\n" for number in range(1, 21))
TEAM_TOP = TEXT.replace("line 1\n", "team\n")
TEMPLATE_TOP = TEXT.replace("line 1\n", "template\n")
TEMPLATE_END = TEXT.replace("line 20\n", "template\n")
BOTH = TEAM_TOP.replace("line 20\n", "template\n")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> TinyRepository:
    return tiny_repository(tmp_path_factory.mktemp("merge") / "repository")


@pytest.fixture(scope="module")
def workshop(repository: TinyRepository) -> Generator[Git]:
    with workshop_on(repository.folder / ".git/objects", "sha1", keep=True) as git:
        yield git


@dataclass(frozen=True)
class Merge:
    """What the template rendered and renders, what the team has, and what becomes of it."""

    before: Tree
    team: Tree
    after: Tree
    expected: Tree
    deleted: tuple[str, ...] = ()
    # Rendered, and the team's: what the template drops or changes is none of these.
    others: tuple[str, ...] = ()
    # Of each path, which of the versions there are: rendered, the team's, rendered now.
    conflicts: dict[str, str] = field(default_factory=dict)


def merged(repository: TinyRepository, git: Git, case: Merge) -> FileMerge:
    tree = repository.write(case.team)
    sides = Sides(
        base=files(case.before),
        theirs=files(case.after),
        others=case.others,
        merged=(),
        ignored=(),
    )
    return merge_files(git, tree, repository.entries(tree), sides)


CLEAN = {
    "the template's change is taken": Merge(
        {"a": TEXT}, {"a": TEXT}, {"a": TEMPLATE_END}, {"a": TEMPLATE_END}
    ),
    "changes to different lines are both there": Merge(
        {"a": TEXT}, {"a": TEAM_TOP}, {"a": TEMPLATE_END}, {"a": BOTH}
    ),
    "a change that both made is there once": Merge(
        {"a": TEXT}, {"a": TEMPLATE_TOP}, {"a": TEMPLATE_TOP}, {"a": TEMPLATE_TOP}
    ),
    "what the template adds is there": Merge(
        {}, {"mine": OTHER}, {"deep/a": TEXT}, {"mine": OTHER, "deep/a": TEXT}
    ),
    "what both added alike is there once": Merge({}, {"a": TEXT}, {"a": TEXT}, {"a": TEXT}),
    "what the template drops goes": Merge(
        {"a": TEXT}, {"a": TEXT, "mine": OTHER}, {}, {"mine": OTHER}
    ),
    "what both dropped is gone": Merge({"a": TEXT}, {"mine": OTHER}, {}, {"mine": OTHER}),
    "what the team deleted stays deleted, and is told": Merge(
        {"a": TEXT}, {"mine": OTHER}, {"a": TEMPLATE_END}, {"mine": OTHER}, deleted=("a",)
    ),
    "a program becomes one": Merge(
        {"a": TEXT}, {"a": TEAM_TOP}, {"a": program(TEXT)}, {"a": program(TEAM_TOP)}
    ),
    "a program that the team made one stays one": Merge(
        {"a": TEXT}, {"a": program(TEXT)}, {"a": TEMPLATE_END}, {"a": program(TEMPLATE_END)}
    ),
    "a link leads elsewhere": Merge(
        {"a": link("old")}, {"a": link("old")}, {"a": link("new")}, {"a": link("new")}
    ),
    "a change follows a file to the name that the team gave it": Merge(
        {"a": TEXT}, {"mine/b": TEXT}, {"a": TEMPLATE_END}, {"mine/b": TEMPLATE_END}
    ),
    "an edit follows a file to the name that the template gave it": Merge(
        {"a": TEXT}, {"a": TEAM_TOP}, {"b": TEXT}, {"b": TEAM_TOP}
    ),
    "a name that both gave is one": Merge(
        {"a": TEXT}, {"b": TEAM_TOP}, {"b": TEMPLATE_END}, {"b": BOTH}
    ),
    "a new file stays in the folder that the template has renamed": Merge(
        {"old/a": TEXT, "old/b": OTHER},
        {"old/a": TEXT, "old/b": OTHER, "old/mine": "mine\n"},
        {"new/a": TEXT, "new/b": OTHER},
        {"new/a": TEXT, "new/b": OTHER, "old/mine": "mine\n"},
    ),
    "a new file of the template's comes where it is rendered": Merge(
        {"old/a": TEXT, "old/b": OTHER},
        {"moved/a": TEXT, "moved/b": OTHER},
        {"old/a": TEXT, "old/b": OTHER, "old/new": "new\n"},
        {"moved/a": TEXT, "moved/b": OTHER, "old/new": "new\n"},
    ),
    "a file of the team's is no new name of one that they deleted": Merge(
        {"a": TEXT},
        {"README": TEXT},
        {"a": TEMPLATE_END},
        {"README": TEXT},
        deleted=("a",),
        others=("README",),
    ),
    "a rendered file that is gone does no harm": Merge(
        {"a": TEXT}, {"a": TEXT}, {"a": TEMPLATE_END}, {"a": TEMPLATE_END}, others=("README",)
    ),
    "names may be of any kind": Merge(
        {"ä b/c\nd": TEXT}, {"ä b/c\nd": TEAM_TOP}, {"ä b/c\nd": TEMPLATE_END}, {"ä b/c\nd": BOTH}
    ),
    "a file becomes a folder": Merge({"a": TEXT}, {"a": TEXT}, {"a/b": OTHER}, {"a/b": OTHER}),
    "a folder becomes a file": Merge({"a/b": TEXT}, {"a/b": TEXT}, {"a": OTHER}, {"a": OTHER}),
}


@pytest.mark.parametrize("case", CLEAN.values(), ids=CLEAN.keys())
def test_both_sides_have_their_way(repository: TinyRepository, workshop: Git, case: Merge) -> None:
    found = merged(repository, workshop, case)
    assert repository.read(found.tree) == case.expected
    assert found.deleted == case.deleted
    assert found.conflicts == ()
    assert found.collisions == ()


CONFLICTS = {
    "the same line": Merge(
        {"a": TEXT, "b": TEXT},
        {"a": TEAM_TOP, "b": TEAM_TOP},
        {"a": TEMPLATE_TOP, "b": TEMPLATE_END},
        {"b": BOTH},
        conflicts={"a": "rendered, team, template"},
    ),
    "added by both, each in its own way": Merge(
        {}, {"a": TEXT}, {"a": OTHER}, {}, conflicts={"a": "team, template"}
    ),
    "edited by the team, dropped by the template": Merge(
        {"a": TEXT}, {"a": TEAM_TOP}, {}, {}, conflicts={"a": "rendered, team"}
    ),
    # The rendered name is a conflict too, and has neither side: no side has deleted the file.
    "renamed by both, each in its own way": Merge(
        {"a": TEXT},
        {"mine": TEXT},
        {"theirs": TEXT},
        {},
        conflicts={"a": "rendered", "mine": "team", "theirs": "template"},
    ),
    "a link that leads elsewhere on both sides": Merge(
        {"a": link("x")},
        {"a": link("team")},
        {"a": link("template")},
        {},
        conflicts={"a": "rendered, team, template"},
    ),
    "a name with a line break": Merge(
        {"ä\nb": TEXT},
        {"ä\nb": TEAM_TOP},
        {"ä\nb": TEMPLATE_TOP},
        {},
        conflicts={"ä\nb": "rendered, team, template"},
    ),
}


@pytest.mark.parametrize("case", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_a_conflict_names_its_paths_and_the_versions_that_there_are(
    repository: TinyRepository, workshop: Git, case: Merge
) -> None:
    found = merged(repository, workshop, case)
    assert {
        item.path: ", ".join(
            name
            for name, entry in (
                ("rendered", item.base),
                ("team", item.ours),
                ("template", item.theirs),
            )
            if entry
        )
        for item in found.conflicts
    } == case.conflicts
    assert found.deleted == ()
    tree = repository.read(found.tree)
    assert {path: text for path, text in tree.items() if path not in case.conflicts} == (
        case.expected
    )


def test_each_version_of_a_conflict_is_the_right_one(
    repository: TinyRepository, workshop: Git
) -> None:
    case = Merge({"a": TEXT}, {"a": TEAM_TOP}, {"a": TEMPLATE_TOP}, {})
    found = merged(repository, workshop, case)
    (conflict,) = found.conflicts
    versions = [
        repository.git("cat-file", "blob", entry.blob).decode()
        for entry in (conflict.base, conflict.ours, conflict.theirs)
        if entry
    ]
    assert versions == [TEXT, TEAM_TOP, TEMPLATE_TOP]
    lines = str(repository.read(found.tree)["a"]).splitlines()
    assert [line for line in lines if not line.startswith(("<", ">"))] == [
        "team",
        "=======",
        "template",
        *TEXT.splitlines()[1:],
    ]


def test_what_the_team_deleted_beside_a_conflict_stays_deleted(
    repository: TinyRepository, workshop: Git
) -> None:
    case = Merge(
        {"a": TEXT, "b": OTHER}, {"a": TEAM_TOP}, {"a": TEMPLATE_TOP, "b": f"{OTHER}new\n"}, {}
    )
    found = merged(repository, workshop, case)
    assert [item.path for item in found.conflicts] == ["a"]
    assert found.deleted == ("b",)
    assert set(repository.read(found.tree)) == {"a"}


def test_a_file_where_the_team_has_a_folder_is_a_collision_and_the_rest_is_merged(
    repository: TinyRepository, workshop: Git
) -> None:
    case = Merge(
        {"a": TEXT, "b": TEXT},
        {"a/part": "team\n", "b": TEAM_TOP},
        {"a": TEMPLATE_END, "b": TEMPLATE_END},
        {},
    )
    found = merged(repository, workshop, case)
    assert [(item.path, item.in_the_way) for item in found.collisions] == [("a", ("a/part",))]
    assert found.conflicts == ()
    assert found.deleted == ()
    assert repository.read(found.tree) == {"a/part": "team\n", "b": BOTH}


def test_without_a_change_of_the_template_s_git_is_not_asked(tmp_path: Path) -> None:
    nobody = Git(tmp_path / "nowhere")
    sides = Sides(base={}, theirs={}, others=("a",), merged=("b",), ignored=("c",))
    assert merge_files(nobody, "tree", {}, sides) == FileMerge("tree")
    with pytest.raises(EnvironmentProblemError):
        merge_files(nobody, "tree", {}, Sides(files({"a": TEXT}), {}, (), (), ()))
