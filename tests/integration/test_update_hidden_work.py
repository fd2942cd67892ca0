"""Work that `copier update` loses beyond recovery: in no commit, or hidden from git."""

from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.update import UpdateState

from support.small_template import STEPS, Repository, SmallTemplate, snapshot
from support.template import git

pytestmark = pytest.mark.slow

NEWER = STEPS.replace("step 8", "step eight")


def test_an_edit_in_an_ignored_rendered_file_stays(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.write(".gitignore", "ci/\n")
    git("rm", "--quiet", "-r", "--cached", "ci", folder=repository.root)
    repository.commit()
    (repository.root / "ci/build.yml").write_text("mine, in no commit\n")
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    report = repository.update()
    assert report.state is UpdateState.UPDATED
    assert report.left_alone == ("ci/build.yml",)
    assert repository.read("ci/build.yml") == "mine, in no commit\n"


def test_an_ignored_file_that_the_template_starts_to_render_stays(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.write(".gitignore", "ci/local.yml\n")
    (repository.root / "ci/local.yml").write_text("mine\n")
    small.release("v1.1.0", {"ci/local.yml": "the template's\n"})
    report = repository.update()
    assert report.left_alone == ("ci/local.yml",)
    assert repository.read("ci/local.yml") == "mine\n"


def test_an_ignored_file_that_the_template_drops_stays(
    small: SmallTemplate, repository: Repository
) -> None:
    git("rm", "--quiet", "--cached", "ci/build.yml", folder=repository.root)
    repository.write(".gitignore", "ci/build.yml\n")
    (repository.root / "ci/build.yml").write_text("mine\n")
    small.release("v1.1.0", {"ci/build.yml": None})
    assert repository.update().state is UpdateState.UPDATED
    assert repository.read("ci/build.yml") == "mine\n"


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_an_edit_that_git_overlooks_stops_the_update(
    small: SmallTemplate, repository: Repository, flag: str
) -> None:
    git("update-index", flag, "ci/build.yml", folder=repository.root)
    (repository.root / "ci/build.yml").write_text("mine\n")
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    with pytest.raises(BadInputError, match=r"ci/build\.yml.*update-index"):
        repository.update()
    assert repository.read("ci/build.yml") == "mine\n"


def test_an_untracked_file_that_the_settings_hide_stops_the_update(
    small: SmallTemplate, repository: Repository
) -> None:
    git("config", "status.showUntrackedFiles", "no", folder=repository.root)
    (repository.root / "ci/new.yml").write_text("mine\n")
    small.release("v1.1.0", {"ci/new.yml": "the template's\n"})
    with pytest.raises(BadInputError, match=r"ci/new\.yml.*commit or stash"):
        repository.update()
    assert repository.read("ci/new.yml") == "mine\n"


def test_a_link_that_the_team_has_put_in_place_is_not_written_through(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text("somebody else's\n")
    target = repository.root / "ci/build.yml"
    target.unlink()
    target.symlink_to(outside)
    repository.commit()
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    before = snapshot(repository.root)
    report = repository.update()
    assert report.state is UpdateState.CONFLICTS
    assert any("ci/build.yml" in conflict.path for conflict in report.conflicts)
    assert outside.read_text() == "somebody else's\n"
    assert snapshot(repository.root) == before


def test_a_folder_that_is_a_link_is_not_written_through(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (repository.root / "hooks/pre-push").unlink()
    (repository.root / "hooks").rmdir()
    (repository.root / "hooks").symlink_to(outside)
    repository.commit()
    small.release("v1.1.0", {"hooks/commit-msg": "#!/bin/sh\n"})
    report = repository.update()
    assert report.state is UpdateState.CONFLICTS
    assert list(outside.iterdir()) == []


def test_uncommitted_work_stops_the_update(small: SmallTemplate, repository: Repository) -> None:
    (repository.root / "src/app.py").write_text("half a thought\n")
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    with pytest.raises(BadInputError, match=r"src/app\.py.*commit or stash"):
        repository.update()
    assert repository.read("src/app.py") == "half a thought\n"


def test_a_merge_under_way_stops_the_update(small: SmallTemplate, repository: Repository) -> None:
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    (repository.root / ".git/MERGE_HEAD").write_text(f"{repository.head()}\n")
    with pytest.raises(BadInputError, match="a merge under way"):
        repository.update()


def test_a_stray_reject_file_is_left_alone(small: SmallTemplate, repository: Repository) -> None:
    repository.write(".gitignore", "*.rej\n")
    (repository.root / "ci/build.yml.rej").write_text("mine\n")
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    assert repository.update().state is UpdateState.UPDATED
    assert repository.read("ci/build.yml.rej") == "mine\n"
    assert repository.read("ci/build.yml") == NEWER


def test_a_foreign_index_in_the_environment_is_not_written(
    small: SmallTemplate,
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    foreign = tmp_path / "foreign-index"
    monkeypatch.setenv("GIT_INDEX_FILE", str(foreign))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert repository.update().state is UpdateState.UPDATED
    monkeypatch.undo()
    assert not foreign.exists()
    assert repository.status() == ""


def test_a_dry_run_writes_nothing_anywhere(small: SmallTemplate, repository: Repository) -> None:
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    folders = [path for path in [repository.root, *repository.root.rglob("*")] if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    before = traces(repository.root)
    try:
        report = repository.update(dry_run=True)
        after = traces(repository.root)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert report.state is UpdateState.WOULD_UPDATE
    assert {change.path for change in report.changes} == {"ci/build.yml", ".copier-answers.yml"}
    assert after == before


def traces(root: Path) -> dict[Path, tuple[int, int]]:
    """The size of every file, and when it was written.

    Git marks objects that it looks for as used, where it can: their time says nothing.
    """
    return {
        path: (found.st_size, 0 if "objects" in path.parts else found.st_mtime_ns)
        for path in root.rglob("*")
        if (found := path.lstat())
    }
