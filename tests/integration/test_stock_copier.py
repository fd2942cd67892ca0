"""The template works with stock copier: from a path, from a URL, without trust, for ever."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from goldenpath.model.ownership import Owner

from support.releases import require_history
from support.template import OWNERSHIP, ROOT, copy_template, files_of, git, release

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template repository with two releases, of which the second changes a managed file."""
    template = copy_template(tmp_path_factory.mktemp("released") / "goldenpath")
    release(template, "v1.0.0")
    hook = template / "template/{{base}}/.husky/pre-push"
    hook.write_text(hook.read_text() + "\necho pushed\n")
    release(template, "v1.1.0")
    return template


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copier processes that run at once must not share a mirror of the template."""
    monkeypatch.setenv("COPIER_CACHE_DIR", str(tmp_path / "cache"))


def run_copier(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    identity = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", "test"), ("EMAIL", "test@example.com"))
    }
    return subprocess.run(
        ["copier", *arguments],
        cwd=folder,
        env=os.environ | identity,
        check=False,
        capture_output=True,
        text=True,
    )


def commit(repository: Path) -> None:
    git("init", "--quiet", "--initial-branch=main", folder=repository)
    git("add", "--all", folder=repository)
    git("commit", "--quiet", "--message=feat: start", folder=repository)


@pytest.mark.parametrize("scheme", ["", "git+file://"])
def test_a_copy_from_a_path_or_a_url_takes_the_newest_release(
    released: Path, tmp_path: Path, scheme: str
) -> None:
    done = run_copier("copy", "--defaults", f"{scheme}{released}", "repo", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    answers = yaml.safe_load((tmp_path / "repo/.copier-answers.yml").read_text())
    assert answers["_commit"] == "v1.1.0"
    assert answers["_src_path"] == f"{scheme}{released}"
    assert answers["_commit_hash"] == git("rev-parse", "v1.1.0", folder=released).strip()
    assert "trust" not in done.stderr.lower()


def test_pretend_writes_nothing(released: Path, tmp_path: Path) -> None:
    done = run_copier("copy", "--defaults", "--pretend", released, "repo", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "README.md" in done.stderr
    assert not (tmp_path / "repo").exists()


def test_a_relative_path_is_recorded_as_an_absolute_one(released: Path, tmp_path: Path) -> None:
    relative = os.path.relpath(released, tmp_path)
    done = run_copier("copy", "--defaults", relative, "repo", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    answers = yaml.safe_load((tmp_path / "repo/.copier-answers.yml").read_text())
    assert Path(answers["_src_path"]).is_absolute()
    assert Path(answers["_src_path"]).resolve() == released


def test_a_relative_path_without_git_is_recorded_as_an_absolute_one(
    template: Path, tmp_path: Path
) -> None:
    relative = os.path.relpath(template, tmp_path)
    done = run_copier("copy", "--defaults", relative, "repo", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    answers = yaml.safe_load((tmp_path / "repo/.copier-answers.yml").read_text())
    assert answers["_src_path"] == str(template)
    assert "_commit" not in answers


@pytest.mark.parametrize("how", [("--defaults",), ("--skip-answered", "--defaults")])
def test_an_update_with_nothing_new_changes_nothing(
    released: Path, tmp_path: Path, how: tuple[str, ...]
) -> None:
    repository = tmp_path / "repo"
    description = "Says \"hi\" to {{ you }} and 'them'\nwith a \\ and 🚀"
    run_copier(
        "copy", "--defaults", f"--data=description={description}", released, repository,
        folder=tmp_path,
    )  # fmt: skip
    commit(repository)
    done = run_copier("update", *how, folder=repository)
    assert done.returncode == 0, done.stderr
    assert git("status", "--porcelain", folder=repository) == ""


def test_an_update_brings_what_is_new_and_leaves_what_is_seeded(
    released: Path, tmp_path: Path
) -> None:
    repository = tmp_path / "repo"
    run_copier("copy", "--defaults", "--vcs-ref=v1.0.0", released, repository, folder=tmp_path)
    (repository / "README.md").write_text("# Ours\n")
    commit(repository)
    done = run_copier("update", "--defaults", folder=repository)
    assert done.returncode == 0, done.stderr
    assert git("status", "--porcelain", folder=repository).split() == [
        *("M", ".copier-answers.yml"),
        *("M", ".husky/pre-push"),
    ]
    assert (repository / "README.md").read_text() == "# Ours\n"


def test_no_rendered_file_is_ignored_by_the_rendered_gitignore(
    released: Path, tmp_path: Path
) -> None:
    repository = tmp_path / "repo"
    run_copier("copy", "--defaults", released, repository, folder=tmp_path)
    rendered = files_of(repository)
    commit(repository)
    assert git("ls-files", folder=repository).split() == [str(path) for path in rendered]


def test_a_stranger_s_answer_cannot_leave_the_destination(released: Path, tmp_path: Path) -> None:
    for answer in ("package_name=../../out", "lambda_pipeline=../..", "base=../.."):
        run_copier("copy", "--defaults", f"--data={answer}", released, "repo", folder=tmp_path)
    assert not (tmp_path.parent / "out").exists()
    assert {path.name for path in tmp_path.iterdir()} <= {"repo", "cache"}


def test_repositories_of_old_releases_are_updated_to_this_template(tmp_path: Path) -> None:
    require_history()
    template = tmp_path / "template"
    git("clone", "--quiet", ROOT, template, folder=tmp_path)
    # Tags do not travel with the history; the releases do, as commits.
    history = git("log", "--format=%H %s", "--grep=^chore(release): v", folder=template)
    releases = [line.split(" ", 1) for line in history.splitlines()]
    assert releases
    # The gate of a release tries those between the newest and the oldest too.
    for number, (commit_hash, subject) in enumerate((releases[0], releases[-1])):
        version = subject.removeprefix("chore(release): ")
        git("tag", "--force", version, commit_hash, folder=template)
        repository, fresh = tmp_path / f"repo-{number}", tmp_path / f"fresh-{number}"
        run_copier(
            "copy", "--defaults", f"--vcs-ref={version}", template, repository, folder=tmp_path
        )
        commit(repository)
        update = ("--skip-answered", "--defaults", "--vcs-ref=HEAD")
        done = run_copier("update", *update, folder=repository)
        assert done.returncode == 0, done.stderr
        run_copier("copy", "--defaults", "--vcs-ref=HEAD", template, fresh, folder=tmp_path)
        assert managed(repository) == managed(fresh)


def managed(repository: Path) -> dict[str, bytes]:
    """The content of the files that the template owns, wholly or in part."""
    owners = {Owner.MANAGED, Owner.MERGED}
    return {
        str(path): (repository / path).read_bytes()
        for path in files_of(repository)
        if OWNERSHIP.owners_of(str(path)) & owners
    }
