"""What lies where an update brings a file, and is in no commit: nothing is written over it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.update import UpdateState

from support.small_template import Repository, SmallTemplate, snapshot, write

NEW = "other/new.txt"


def file(path: str) -> Callable[[Path], None]:
    return lambda root: write(root / path, "mine\n")


def folder(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).mkdir(parents=True)


def link(path: str, target: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(target)

    return make


@pytest.fixture
def behind(small: SmallTemplate, repository: Repository) -> Repository:
    """A repository to which an update brings a file, at a path that this person ignores."""
    small.release("v1.1.0", {NEW: "new\n"})
    write(repository.root / ".git/info/exclude", "/other\n")
    return repository


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (file(NEW), NEW),
        (file(f"{NEW}/part"), f"{NEW}/part"),
        (file(f"{NEW}/deep/part"), f"{NEW}/deep/part"),
        (link(f"{NEW}/part", "nowhere"), f"{NEW}/part"),
        (link(NEW, "nowhere"), NEW),
        (link(NEW, "../ci"), NEW),
        (file("other"), "other"),
        (link("other", "ci"), "other"),
        (link("other", "nowhere"), "other"),
    ],
)
def test_what_is_in_the_way_stays_and_is_named(
    behind: Repository, make: Callable[[Path], None], named: str
) -> None:
    make(behind.root)
    before, head = snapshot(behind.root), behind.head()
    with pytest.raises(BadInputError) as caught:
        behind.update()
    assert str(caught.value).startswith(
        f"{named} is in no commit, and the update adds a file {NEW}: move {named} away."
    )
    assert (snapshot(behind.root), behind.head()) == (before, head)


@pytest.mark.parametrize("make", [folder(f"{NEW}/empty"), file("other/mine.txt"), folder("other")])
def test_what_is_not_in_the_way_stays_too(behind: Repository, make: Callable[[Path], None]) -> None:
    make(behind.root)
    assert behind.update().state is UpdateState.UPDATED
    assert behind.read(NEW) == "new\n"
    assert behind.status() == ""


@pytest.mark.parametrize("dry_run", [False, True])
def test_work_in_no_commit_comes_first(behind: Repository, dry_run: bool) -> None:
    write(behind.root / "ci/build.yml", "mine\n")
    with pytest.raises(BadInputError, match=r"ci/build\.yml"):
        behind.update(dry_run=dry_run)
    assert behind.read("ci/build.yml") == "mine\n"


def test_the_current_branch_may_be_named(behind: Repository) -> None:
    report = behind.update(branch="main")
    assert report.state is UpdateState.UPDATED
    assert report.branch == "main"
    assert behind.read(NEW) == "new\n"
