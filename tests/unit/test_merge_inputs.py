"""Which files an update may change at all, by their owners and by what the repository has."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from goldenpath.model.ownership import Ownership
from goldenpath.model.release_notes import RepositoryNotes
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry
from goldenpath.operations.git.work_tree import WorkTree, open_work_tree
from goldenpath.operations.git.workshop import workshop_on
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.update.merge_inputs import Sides, choose_sides
from goldenpath.operations.update.request import RenderedVersions

from support.tiny_trees import Tree, program, rendered, tiny_repository

OWNERSHIP = Ownership(
    seeded=("/src/", "/README.md"),
    managed=("/ci/",),
    merged={"/pyproject.toml": ("tool",)},
    generated=("/.copier-answers.yml",),
)
MOVED = Ownership(seeded=("/ci/",), managed=("/src/",), merged={}, generated=())
TEXT = "".join(f"line {number}\n" for number in range(1, 11))
SIMILAR = TEXT.replace("line 1\n", "first\n")
OTHER = "".join(f"other {number}\n" for number in range(1, 11))


@dataclass(frozen=True)
class Case:
    """What both versions render, and which paths the repository has."""

    before: Tree
    after: Tree
    ours: tuple[str, ...]
    # The paths of each side that are merged.
    base: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    after_ownership: Ownership = OWNERSHIP


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> WorkTree:
    """A repository that ignores some paths, in which a person ignores some more."""
    repository = tiny_repository(tmp_path_factory.mktemp("inputs") / "repository")
    ignoring = {".gitignore": "*.log\n/ci/private/\n!ci/kept.log\n", "inner/.gitignore": "*.tmp\n"}
    repository.write(ignoring)
    repository.git("commit", "--quiet", "--message=start")
    (repository.folder / ".git/info/exclude").write_text("*.mine\n")
    return open_work_tree(repository.folder)


@pytest.fixture(scope="module")
def workshop(work: WorkTree) -> Generator[Git]:
    with workshop_on(work.git_folder / "objects", "sha1", keep=False) as git:
        yield git


def chosen(git: Git, work: WorkTree, case: Case) -> Sides:
    nowhere = TemplateCheckout(location="/t", version="v1", commit="0" * 40, folder=Path("/t"))
    versions = RenderedVersions(
        old=nowhere,
        new=nowhere,
        before=rendered(case.before, OWNERSHIP),
        after=rendered(case.after, case.after_ownership),
        notes=(),
        release_notes=RepositoryNotes(),
    )
    return choose_sides(git, work, versions, {path: Entry("100644", "1") for path in case.ours})


CASES = {
    "what is the same in both versions is of no interest": Case(
        {"ci/a": TEXT, "src/a.py": TEXT},
        {"ci/a": TEXT, "src/a.py": TEXT},
        (),
        others=("ci/a", "src/a.py"),
    ),
    "a managed file that changes is merged": Case(
        {"ci/a": TEXT}, {"ci/a": SIMILAR}, ("ci/a",), base=("ci/a",), theirs=("ci/a",)
    ),
    "a managed file that the team has deleted is merged, so that it is told": Case(
        {"ci/a": TEXT}, {"ci/a": SIMILAR}, (), base=("ci/a",), theirs=("ci/a",)
    ),
    "a managed file whose mode alone changes is merged": Case(
        {"ci/a": TEXT}, {"ci/a": program(TEXT)}, ("ci/a",), base=("ci/a",), theirs=("ci/a",)
    ),
    "a managed file that is new is given": Case({}, {"ci/a": TEXT}, (), theirs=("ci/a",)),
    "a managed file that is dropped goes": Case({"ci/a": TEXT}, {}, ("ci/a",), base=("ci/a",)),
    "a managed file with a new name is both": Case(
        {"ci/a": TEXT}, {"ci/b": TEXT}, ("ci/a",), base=("ci/a",), theirs=("ci/b",)
    ),
    "a seeded file that changes stays as it is": Case(
        {"src/a.py": TEXT}, {"src/a.py": OTHER}, ("src/a.py",), others=("src/a.py",)
    ),
    "a seeded file that the team has deleted does not come back": Case(
        {"src/a.py": TEXT}, {"src/a.py": OTHER}, (), others=("src/a.py",)
    ),
    "a seeded file that is dropped stays": Case(
        {"src/a.py": TEXT}, {}, ("src/a.py",), others=("src/a.py",)
    ),
    "a seeded file that is new is given": Case({}, {"src/a.py": TEXT}, (), theirs=("src/a.py",)),
    "a seeded file that is new stays as the team already has it": Case(
        {}, {"src/a.py": TEXT}, ("src/a.py",)
    ),
    "a seeded file with a new name is not given twice": Case(
        {"src/a.py": TEXT}, {"src/b.py": SIMILAR}, ("src/a.py",), others=("src/a.py",)
    ),
    "a seeded file with a new name is not given to who deleted it": Case(
        {"src/a.py": TEXT}, {"src/b.py": TEXT}, (), others=("src/a.py",)
    ),
    "a seeded file that only came when another went is given": Case(
        {"src/a.py": TEXT},
        {"src/b.py": OTHER},
        ("src/a.py",),
        theirs=("src/b.py",),
        others=("src/a.py",),
    ),
    "a seeded file like one that stays is given": Case(
        {"src/a.py": TEXT},
        {"src/a.py": OTHER, "src/b.py": TEXT},
        ("src/a.py",),
        theirs=("src/b.py",),
        others=("src/a.py",),
    ),
    "a merged file is merged by its keys, and not as a whole": Case(
        {"pyproject.toml": "a = 1\n"},
        {"pyproject.toml": "a = 2\n"},
        ("pyproject.toml",),
        others=("pyproject.toml",),
        merged=("pyproject.toml",),
    ),
    "a merged file that is dropped stays": Case(
        {"pyproject.toml": "a = 1\n"}, {}, ("pyproject.toml",), others=("pyproject.toml",)
    ),
    "a merged file that is new is left to the team": Case({}, {"pyproject.toml": "a = 1\n"}, ()),
    "a generated file is none of this": Case(
        {".copier-answers.yml": "a: 1\n"},
        {".copier-answers.yml": "a: 2\n"},
        (".copier-answers.yml",),
        others=(".copier-answers.yml",),
    ),
    "a file that nobody owns is left alone": Case(
        {"odd": TEXT}, {"odd": OTHER, "odder": OTHER}, ("odd",), others=("odd",)
    ),
    "a file that becomes managed is merged from now on": Case(
        {"src/a.py": TEXT},
        {"src/a.py": SIMILAR},
        ("src/a.py",),
        base=("src/a.py",),
        theirs=("src/a.py",),
        after_ownership=MOVED,
    ),
    "a file that becomes the team's is left alone": Case(
        {"ci/a": TEXT}, {"ci/a": SIMILAR}, ("ci/a",), others=("ci/a",), after_ownership=MOVED
    ),
    # What only the old version rendered is owned as that version said.
    "a file that is dropped goes by the old owner": Case(
        {"ci/a": TEXT, "src/a.py": TEXT},
        {},
        ("ci/a", "src/a.py"),
        base=("ci/a",),
        others=("src/a.py",),
        after_ownership=MOVED,
    ),
    "a new file that the repository ignores is left out and told": Case(
        {},
        {"ci/a.log": TEXT, "ci/private/b": TEXT, "ci/kept.log": TEXT, "ci/d": TEXT},
        (),
        theirs=("ci/d", "ci/kept.log"),
        ignored=("ci/a.log", "ci/private/b"),
    ),
    "a file that is tracked is merged though it is ignored": Case(
        {"ci/a.log": TEXT},
        {"ci/a.log": SIMILAR},
        ("ci/a.log",),
        base=("ci/a.log",),
        theirs=("ci/a.log",),
    ),
    "a file that is dropped is not asked about": Case(
        {"ci/a.log": TEXT}, {}, (), base=("ci/a.log",)
    ),
    "an ignored file that the team has deleted stays deleted": Case(
        {"ci/a.log": TEXT},
        {"ci/a.log": SIMILAR},
        (),
        others=("ci/a.log",),
        ignored=("ci/a.log",),
    ),
    "what only this person ignores is given": Case(
        {}, {"ci/a.mine": TEXT}, (), theirs=("ci/a.mine",)
    ),
    "names may be of any kind": Case(
        {},
        {"ci/ä b\nc.log": TEXT, "ci/ä b\nc": TEXT},
        (),
        theirs=("ci/ä b\nc",),
        ignored=("ci/ä b\nc.log",),
    ),
}


def paths(sides: Sides) -> dict[str, tuple[str, ...]]:
    return {
        "base": tuple(sides.base),
        "theirs": tuple(sides.theirs),
        "others": sides.others,
        "merged": sides.merged,
        "ignored": tuple(sorted(sides.ignored)),
    }


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_path_goes_where_its_owner_says(workshop: Git, work: WorkTree, case: Case) -> None:
    sides = chosen(workshop, work, case)
    assert paths(sides) == {
        "base": case.base,
        "theirs": case.theirs,
        "others": case.others,
        "merged": case.merged,
        "ignored": case.ignored,
    }
    assert sides.base == {path: rendered(case.before).files[path] for path in case.base}
    assert sides.theirs == {path: rendered(case.after).files[path] for path in case.theirs}


def test_in_a_folder_of_a_larger_repository_the_patterns_of_both_count(
    workshop: Git, work: WorkTree
) -> None:
    inner = replace(work, root=work.root / "inner", prefix="inner/")
    after = {"ci/a.log": TEXT, "ci/b.tmp": TEXT, "ci/private/c": TEXT}
    sides = chosen(workshop, inner, Case({}, after, ()))
    assert sorted(sides.ignored) == ["ci/a.log", "ci/b.tmp"]
    # The pattern begins with a slash, and means the top.
    assert list(sides.theirs) == ["ci/private/c"]
