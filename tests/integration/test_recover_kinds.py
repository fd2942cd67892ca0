"""Recovering where paths have changed their kind, and what the team put there after the kill."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.update import ManagedChoice, UpdateState
from goldenpath.operations.journal.journal import Journal, journal_path, write_journal
from goldenpath.operations.update.recovery import recover

from support.small_template import Repository, SmallTemplate, snapshot, write
from support.template import git

pytestmark = pytest.mark.slow


@pytest.fixture
def rendered(small: SmallTemplate, repository: Repository) -> Repository:
    small.release("v1.0.5", {"ci/file": "one\n", "ci/folder/inner": "two\n", "ci/same": "three\n"})
    repository.update()
    return repository


def release_kinds(small: SmallTemplate) -> None:
    for path in ("file", "folder/inner"):
        (small.folder / "template/ci" / path).unlink()
    (small.folder / "template/ci/folder").rmdir()
    small.release("v1.1.0", {"ci/file/inner": "1\n", "ci/folder": "2\n", "ci/same": "newer\n"})


def kill_after_the_files(repository: Repository, *, with_index: bool = False) -> None:
    """Leave what a kill leaves that falls behind the writing of the work tree."""
    repository.update(branch="robot")
    after = git("rev-parse", "robot", folder=repository.root).strip()
    folder = repository.root / ".git/goldenpath"
    folder.mkdir(exist_ok=True)
    write_journal(folder.parent, Journal(before=repository.head(), after=after, branch="main"))
    index = repository.root / ".git/index"
    # With its time: git takes that as the time up to which it knows the files.
    kept = folder / "kept"
    shutil.copy2(index, kept)
    git("read-tree", "-m", "-u", "HEAD", "robot", folder=repository.root)
    if not with_index:
        kept.replace(index)


def remove(path: Path) -> None:
    subprocess.run(["rm", "-rf", path], check=True)


def append(root: Path) -> str:
    with (root / "ci/file/inner").open("a") as file:
        file.write("team\n")
    return "ci/file/inner"


def file_for_the_folder_of_all(root: Path) -> str:
    remove(root / "ci")
    (root / "ci").write_text("team\n")
    return "ci"


def file_beside(root: Path) -> str:
    write(root / "ci/file/mine", "team\n")
    return "ci/file/mine"


def folder_for_a_file(root: Path) -> str:
    remove(root / "ci/folder")
    write(root / "ci/folder/mine", "team\n")
    return "ci/folder/mine"


@pytest.mark.parametrize("with_index", [False, True])
def test_a_kill_is_undone_when_kinds_change(
    small: SmallTemplate, rendered: Repository, with_index: bool
) -> None:
    before = snapshot(rendered.root)
    release_kinds(small)
    kill_after_the_files(rendered, with_index=with_index)
    assert snapshot(rendered.root) != before
    assert recover(rendered.root).kept == ()
    assert snapshot(rendered.root) == before
    assert rendered.status() == ""
    assert rendered.update().state is UpdateState.UPDATED


@pytest.mark.parametrize(
    "work", [append, file_for_the_folder_of_all, file_beside, folder_for_a_file]
)
@pytest.mark.parametrize("is_staged", [False, True])
def test_work_of_after_the_kill_stays(
    small: SmallTemplate, rendered: Repository, work: Callable[[Path], str], is_staged: bool
) -> None:
    release_kinds(small)
    kill_after_the_files(rendered)
    path = work(rendered.root)
    if is_staged:
        git("add", "--all", folder=rendered.root)
    recover(rendered.root)
    assert rendered.read(path).endswith("team\n")
    if is_staged:
        assert git("show", f":{path}", folder=rendered.root).endswith("team\n")
    assert not journal_path(rendered.root / ".git").exists()


@pytest.mark.parametrize("text", ["three\n", "newer\n"])
def test_a_link_of_after_the_kill_stays_whatever_it_leads_to(
    small: SmallTemplate, rendered: Repository, text: str
) -> None:
    release_kinds(small)
    kill_after_the_files(rendered)
    same = rendered.root / "ci/same"
    same.unlink()
    same.symlink_to("mine")
    write(rendered.root / "ci/mine", text)
    report = recover(rendered.root)
    assert report.kept == ("ci/same",)
    assert same.is_symlink()
    assert same.read_text() == text


def test_who_has_committed_after_the_kill_is_told(
    small: SmallTemplate, rendered: Repository
) -> None:
    release_kinds(small)
    kill_after_the_files(rendered)
    git("commit", "--quiet", "--allow-empty", "--message=team", folder=rendered.root)
    head = rendered.head()
    assert recover(rendered.root).message == (
        f"There is a newer commit ({head[:12]}) since the update was interrupted: the files"
        " that the update wrote are put back to that commit."
    )
    assert rendered.status() == ""


def test_a_commit_of_the_last_step_is_not_collected(
    small: SmallTemplate, rendered: Repository
) -> None:
    release_kinds(small)
    before = snapshot(rendered.root)
    kill_after_the_files(rendered)
    git("update-ref", "refs/worktree/goldenpath/update", "robot", folder=rendered.root)
    git("branch", "-D", "robot", folder=rendered.root)
    git("gc", "--quiet", "--prune=now", folder=rendered.root)
    recover(rendered.root)
    assert snapshot(rendered.root) == before
    assert "refs/worktree" not in git("for-each-ref", folder=rendered.root)


@pytest.fixture
def with_submodule(rendered: Repository, tmp_path: Path) -> Repository:
    other = tmp_path / "other"
    git("init", "--quiet", other, folder=tmp_path)
    write(other / "a", "a\n")
    git("add", "--all", folder=other)
    git("commit", "--quiet", "--message=a", folder=other)
    allowed = ("-c", "protocol.file.allow=always")
    git(*allowed, "submodule", "--quiet", "add", other, "ci/sub", folder=rendered.root)
    rendered.commit()
    write(rendered.root / "ci/sub/a", "team\n")
    return rendered


@pytest.mark.parametrize("path", ["ci/sub", "ci/sub/inner"])
def test_the_work_in_a_submodule_stays(
    small: SmallTemplate, with_submodule: Repository, path: str
) -> None:
    small.release("v1.1.0", {path: "the template's\n"})
    assert with_submodule.update().state is UpdateState.CONFLICTS
    with pytest.raises(BadInputError, match="ci/sub is a submodule with files in it"):
        with_submodule.update(managed=ManagedChoice.TEMPLATE)
    assert with_submodule.read("ci/sub/a") == "team\n"
