"""What an update makes of a repository, worked out before anything is written."""

import tomllib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.ownership import Ownership
from goldenpath.model.release_notes import RepositoryNotes
from goldenpath.model.update import Conflict, ManagedChoice
from goldenpath.operations.git.work_tree import open_work_tree
from goldenpath.operations.git.workshop import workshop
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.update.plan_update import plan_update
from goldenpath.operations.update.request import RenderedVersions, UpdatePlan, UpdateRequest

from support.tiny_trees import (
    Text,
    TinyRepository,
    Tree,
    link,
    program,
    rendered,
    tiny_repository,
)

TEAM, TEMPLATE = ManagedChoice.TEAM, ManagedChoice.TEMPLATE
OWNERSHIP = Ownership(
    seeded=("/src/",),
    managed=("/ci/", "/tool"),
    merged={"/pyproject.toml": ("tool.x",)},
    generated=("/.copier-answers.yml",),
)
TEXT = "".join(f"line {number}\n" for number in range(1, 21))
OURS = TEXT.replace("line 1\n", "team\n")
THEIRS = TEXT.replace("line 1\n", "template\n")
PROJECT = '[project]\nname = "demo"\n\n[tool.x]\na = 1\nb = 1\n'
PROJECT_OURS = PROJECT.replace("a = 1", "a = 2")
PROJECT_THEIRS = PROJECT.replace("a = 1", "a = 3").replace("b = 1", "b = 3")
BEFORE: Tree = {
    "ci/a": TEXT,
    "src/app.py": "app\n",
    "pyproject.toml": PROJECT,
    ".copier-answers.yml": "_commit: v1\n",
}
AFTER: Tree = {**BEFORE, ".copier-answers.yml": "_commit: v2\n"}
# Among the team's changes: conflict markers are wanted.
MARKERS = "markers are wanted"
# What every plan changes: the version that is recorded.
RECORDED = ("~ .copier-answers.yml",)

type Changes = Mapping[str, Text | None]


def with_changes(tree: Tree, changes: Changes) -> Tree:
    return {path: text for path, text in {**tree, **changes}.items() if text is not None}


@contextmanager
def planned(
    repository: TinyRepository,
    ours: Changes,
    theirs: Changes,
    choice: ManagedChoice | None = None,
) -> Generator[tuple[UpdatePlan, dict[str, Text]]]:
    """The plan for a repository with changes of the team's and of the template's; and its tree."""
    repository.write(with_changes(BEFORE, {**ours, MARKERS: None}))
    repository.git("commit", "--quiet", "--allow-empty", "--message=team")
    nowhere = TemplateCheckout(location="/t", version="v", commit="0" * 40, folder=Path("/t"))
    versions = RenderedVersions(
        old=nowhere,
        new=nowhere,
        before=rendered(BEFORE, OWNERSHIP),
        after=rendered(with_changes(AFTER, theirs), OWNERSHIP),
        notes=(),
        release_notes=RepositoryNotes(),
    )
    root = repository.folder
    request = UpdateRequest(root=root, managed=choice, write_conflicts=MARKERS in ours)
    work = open_work_tree(root)
    with workshop(work.git, keep=True) as git:
        plan = plan_update(request, work, versions, git)
        yield plan, repository.read(plan.tree)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> TinyRepository:
    return tiny_repository(tmp_path_factory.mktemp("plan") / "repository")


def told(plan: UpdatePlan) -> tuple[str, ...]:
    marks = {"added": "+", "changed": "~", "removed": "-"}
    return tuple(f"{marks[change.kind.value]} {change.path}" for change in plan.changes)


def quiet(plan: UpdatePlan) -> bool:
    """Whether nothing is asked, given up, waived or noted."""
    return not any(
        (plan.conflicts, plan.left_alone, plan.replaced, plan.waived, plan.marked, plan.notes)
    )


def test_what_only_the_template_changed_is_taken(repository: TinyRepository) -> None:
    theirs: Changes = {"ci/a": None, "ci/b": "b\n", "tool": program("new\n"), "src/more.py": "x\n"}
    with planned(repository, {}, theirs) as (plan, tree):
        assert tree == with_changes(AFTER, theirs)
        assert told(plan) == (*RECORDED, "- ci/a", "+ ci/b", "+ src/more.py", "+ tool")
        assert quiet(plan)


def test_what_only_the_team_changed_stays(repository: TinyRepository) -> None:
    ours: Changes = {
        "ci/a": OURS,
        "src/app.py": None,
        "mine": "x\n",
        "pyproject.toml": PROJECT_OURS,
    }
    with planned(repository, ours, {}) as (plan, tree):
        assert tree == with_changes(AFTER, ours)
        assert told(plan) == RECORDED
        assert quiet(plan)


def test_without_a_change_of_the_template_s_nothing_changes(repository: TinyRepository) -> None:
    same: Changes = {".copier-answers.yml": "_commit: v1\n"}
    with planned(repository, {"ci/a": OURS}, same) as (plan, tree):
        assert tree == with_changes(BEFORE, {"ci/a": OURS})
        assert plan.changes == ()
        assert quiet(plan)


def test_a_conflict_leaves_the_team_s_file_and_shows_both(repository: TinyRepository) -> None:
    with planned(repository, {"ci/a": OURS}, {"ci/a": THEIRS, "ci/b": "b\n"}) as (plan, tree):
        assert tree == with_changes(AFTER, {"ci/a": OURS, "ci/b": "b\n"})
        assert plan.conflicts == (Conflict(path="ci/a", team=OURS, template=THEIRS),)
        assert (plan.replaced, plan.waived) == ((), ())
        (path,) = plan.marked
        marked = repository.git("cat-file", "blob", plan.marked[path].blob).decode()
        assert path == "ci/a"
        assert [line for line in marked.splitlines()[:5] if not line.startswith(("<", ">"))] == [
            "team",
            "=======",
            "template",
        ]


def test_a_file_that_the_template_drops_and_the_team_edited_is_a_conflict(
    repository: TinyRepository,
) -> None:
    with planned(repository, {"ci/a": OURS}, {"ci/a": None}) as (plan, tree):
        assert tree["ci/a"] == OURS
        assert plan.conflicts == (Conflict(path="ci/a", team=OURS, template=None),)


def test_the_template_wins_where_it_was_chosen(repository: TinyRepository) -> None:
    ours: Changes = {"ci/a": OURS, "pyproject.toml": PROJECT_OURS}
    theirs: Changes = {"ci/a": THEIRS, "pyproject.toml": PROJECT_THEIRS}
    with planned(repository, ours, theirs, TEMPLATE) as (plan, tree):
        assert tree == with_changes(AFTER, theirs)
        assert plan.replaced == ("ci/a", "pyproject.toml: tool.x.a")
        # The files that git can bring back.
        assert plan.replaced_paths == ("ci/a", "pyproject.toml")
        assert (plan.conflicts, plan.waived, dict(plan.marked)) == ((), (), {})


def test_what_the_template_drops_goes_where_it_was_chosen(repository: TinyRepository) -> None:
    with planned(repository, {"ci/a": OURS}, {"ci/a": None}, TEMPLATE) as (plan, tree):
        assert "ci/a" not in tree
        assert plan.replaced == ("ci/a",)


def test_the_team_wins_for_ninety_days(repository: TinyRepository) -> None:
    ours: Changes = {"ci/a": OURS, "pyproject.toml": PROJECT_OURS}
    theirs: Changes = {"ci/a": THEIRS, "pyproject.toml": PROJECT_THEIRS}
    today = date.today()
    with planned(repository, ours, theirs, TEAM) as (plan, tree):
        assert tree["ci/a"] == OURS
        assert tree["pyproject.toml"] == PROJECT_OURS.replace("b = 1", "b = 3")
        assert (plan.conflicts, plan.replaced, dict(plan.marked)) == ((), (), {})
        assert plan.waived == ("ci/a", "pyproject.toml")
        waivers = tomllib.loads(str(tree["goldenpath.toml"]))["waivers"]
    assert [(waiver["path"], waiver.get("key")) for waiver in waivers] == [
        ("ci/a", None),
        ("pyproject.toml", "tool.x.a"),
    ]
    ends = {waiver["until"] for waiver in waivers}
    assert ends <= {today + timedelta(days=90), date.today() + timedelta(days=90)}
    assert {waiver["reason"] for waiver in waivers} == {
        "kept by `goldenpath update --managed team`"
    }


def test_what_the_template_has_dropped_is_the_team_s_without_a_waiver(
    repository: TinyRepository,
) -> None:
    with planned(repository, {"ci/a": OURS}, {"ci/a": None}, TEAM) as (plan, tree):
        assert tree["ci/a"] == OURS
        assert "goldenpath.toml" not in tree
        assert quiet(plan)


@pytest.mark.parametrize("choice", [None, TEAM, TEMPLATE])
def test_a_file_that_both_renamed_is_told_by_its_two_names(
    repository: TinyRepository, choice: ManagedChoice | None
) -> None:
    ours: Changes = {"ci/a": None, "ci/mine": OURS}
    theirs: Changes = {"ci/a": None, "ci/theirs": TEXT}
    with planned(repository, ours, theirs, choice) as (plan, tree):
        if choice is None:
            assert [(one.path, bool(one.team), bool(one.template)) for one in plan.conflicts] == [
                ("ci/mine", True, False),
                ("ci/theirs", False, True),
            ]
            assert plan.left_alone == ()
            assert tree == with_changes(AFTER, ours)
        elif choice is TEAM:
            assert tree["ci/mine"] == OURS
            assert not {"ci/a", "ci/theirs"} & set(tree)
            assert plan.waived == ("ci/theirs",)
        else:
            # The edit is in no line of the template's change, and follows.
            assert tree["ci/theirs"] == OURS
            assert not {"ci/a", "ci/mine"} & set(tree)
            assert plan.replaced == ("ci/mine",)


COLLIDING: Changes = {"ci/a": None, "ci/a/part": "team\n", "ci/a/other": "more\n"}


def test_a_folder_in_the_place_of_a_file_is_a_conflict_of_each_path(
    repository: TinyRepository,
) -> None:
    with planned(repository, COLLIDING, {"ci/a": THEIRS}) as (plan, tree):
        assert tree == with_changes(AFTER, COLLIDING)
        assert plan.conflicts == (
            Conflict(path="ci/a", team=None, template=THEIRS),
            Conflict(path="ci/a/other", team="more\n", template=None),
            Conflict(path="ci/a/part", team="team\n", template=None),
        )


def test_a_folder_in_the_place_of_a_file_goes_where_the_template_was_chosen(
    repository: TinyRepository,
) -> None:
    with planned(repository, COLLIDING, {"ci/a": THEIRS}, TEMPLATE) as (plan, tree):
        assert tree == with_changes(AFTER, {"ci/a": THEIRS})
        assert plan.replaced == ("ci/a/other", "ci/a/part")


def test_a_folder_in_the_place_of_a_file_stays_under_a_waiver(repository: TinyRepository) -> None:
    with planned(repository, COLLIDING, {"ci/a": THEIRS}, TEAM) as (plan, tree):
        assert (tree["ci/a/part"], tree["ci/a/other"]) == ("team\n", "more\n")
        assert plan.waived == ("ci/a",)


def test_no_marker_can_show_a_folder_in_the_place_of_a_file(repository: TinyRepository) -> None:
    asked = planned(repository, {**COLLIDING, MARKERS: ""}, {"ci/a": THEIRS})
    with pytest.raises(BadInputError, match=r"^ci/a is one kind of thing here"), asked:
        pass


def test_a_link_in_the_place_of_a_file_is_one_conflict(repository: TinyRepository) -> None:
    with planned(repository, {"ci/a": link("x")}, {"ci/a": THEIRS}) as (plan, tree):
        assert tree["ci/a"] == link("x")
        assert plan.conflicts == (Conflict(path="ci/a", team="x", template=THEIRS),)


@pytest.mark.parametrize("project", ["[project\n", link("elsewhere")])
def test_a_merged_file_that_has_no_keys_is_a_conflict(
    repository: TinyRepository, project: Text
) -> None:
    theirs: Changes = {"pyproject.toml": PROJECT_THEIRS}
    with planned(repository, {"pyproject.toml": project}, theirs) as (plan, tree):
        assert tree["pyproject.toml"] == project
        (conflict,) = plan.conflicts
        assert (conflict.path, conflict.key) == ("pyproject.toml", None)
        assert conflict.template == PROJECT_THEIRS


def test_a_key_that_both_changed_is_a_conflict_and_the_others_are_taken(
    repository: TinyRepository,
) -> None:
    ours: Changes = {"pyproject.toml": program(PROJECT_OURS)}
    with planned(repository, ours, {"pyproject.toml": PROJECT_THEIRS}) as (plan, tree):
        # The mode is the team's.
        assert tree["pyproject.toml"] == program(PROJECT_OURS.replace("b = 1", "b = 3"))
        (conflict,) = plan.conflicts
        assert conflict.key == "tool.x.a"
        assert (conflict.team, conflict.template) == ("a = 2", "a = 3")
        marked = repository.git("cat-file", "blob", plan.marked["pyproject.toml"].blob).decode()
        assert "=======\na = 3\n" in marked
        assert plan.marked["pyproject.toml"].kind == "100755"


def test_what_the_team_has_deleted_stays_deleted_and_is_told(repository: TinyRepository) -> None:
    ours: Changes = {"ci/a": None, "pyproject.toml": None, ".gitignore": "*.log\n"}
    theirs: Changes = {"ci/a": THEIRS, "pyproject.toml": PROJECT_THEIRS, "ci/b.log": "x\n"}
    with planned(repository, ours, theirs) as (plan, tree):
        assert tree == with_changes(AFTER, ours)
        assert plan.left_alone == ("ci/a", "ci/b.log", "pyproject.toml")
        assert plan.conflicts == ()


def test_waivers_are_added_to_those_that_there_are(repository: TinyRepository) -> None:
    there = '[[waivers]]\npath = "x"\nreason = "mine"  # why\nuntil = 2030-01-01\n'
    ours: Changes = {"ci/a": OURS, "goldenpath.toml": program(there)}
    with planned(repository, ours, {"ci/a": THEIRS}, TEAM) as (_, tree):
        found = tree["goldenpath.toml"]
        assert not isinstance(found, str)
        assert found == program(found.text)
        assert found.text.startswith(there)
        assert [one["path"] for one in tomllib.loads(found.text)["waivers"]] == ["x", "ci/a"]


@pytest.mark.parametrize(
    ("waivers", "problem"),
    [
        ({"goldenpath.toml": link("x")}, "goldenpath.toml is not a file here"),
        ({"goldenpath.toml/part": "x"}, "goldenpath.toml is not a file here"),
        ({"goldenpath.toml": "[x\n"}, "goldenpath.toml is not valid TOML"),
    ],
)
def test_waivers_need_a_file_of_their_own(
    repository: TinyRepository, waivers: Changes, problem: str
) -> None:
    ours = {"ci/a": OURS, **waivers}
    asked = planned(repository, ours, {"ci/a": THEIRS}, TEAM)
    with pytest.raises(BadInputError, match=f"^{problem}"), asked:
        pass
    # Who waives nothing may have there what they like.
    with planned(repository, ours, {"ci/a": THEIRS}, TEMPLATE) as (plan, _):
        assert plan.replaced == ("ci/a",)


def test_a_comment_in_the_answers_file_is_told(repository: TinyRepository) -> None:
    ours: Changes = {".copier-answers.yml": "# By hand.\n_commit: v1\n"}
    with planned(repository, ours, {}) as (plan, tree):
        assert tree[".copier-answers.yml"] == "_commit: v2\n"
        (note,) = plan.notes
        assert "without this comment: # By hand.." in note
        assert plan.conflicts == ()
