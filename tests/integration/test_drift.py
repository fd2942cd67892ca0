"""What `goldenpath check` finds: states of files and keys, of versions, and who moved."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from goldenpath.model.drift import DriftReport, FileState, Side, VersionState
from goldenpath.model.errors import BadInputError
from goldenpath.model.waivers import Waiver
from goldenpath.operations.drift.check_drift import DriftChecker
from goldenpath.operations.repair.waive import write_waiver

from support.small_template import (
    COPIER_YML,
    PYPROJECT,
    STEPS,
    Repository,
    SmallTemplate,
    new_repository,
)
from support.template import git

TODAY = date(2026, 11, 21)


def check(repository: Repository) -> DriftReport:
    return DriftChecker(repository.templates, TODAY).check_folder(repository.root)


def found(report: DriftReport) -> list[tuple[str, str, str]]:
    return [(finding.name, finding.state, finding.side) for finding in report.files]


def test_a_pristine_repository_is_clean(repository: Repository) -> None:
    report = check(repository)
    assert (report.version.state, report.files, report.clean) == (VersionState.CURRENT, (), 5)
    assert report.exit_code() == 0


def test_seeded_files_and_keys_of_the_team_are_no_drift(repository: Repository) -> None:
    repository.write("README.md", "# Ours\n")
    repository.write("src/app.py", "ours\n")
    repository.edit("pyproject.toml", '  "pydantic>=2",\n', '  "httpx>=1",\n')
    repository.edit("pyproject.toml", '  "pytest>=8",\n', '  "pytest>=8",\n  "hypothesis>=6",\n')
    repository.edit("pyproject.toml", "[project]", "[tool.ours]\nvalue = 1\n\n[project]")
    assert check(repository).files == ()


def test_each_state_of_a_managed_file(repository: Repository) -> None:
    (repository.root / "ci/build.yml").write_text("ours\n")
    (repository.root / "hooks/pre-push").chmod(0o644)
    (repository.root / "pkg/tool.txt").unlink()
    report = check(repository)
    assert set(found(report)) == {
        ("ci/build.yml", "modified", "team"),
        ("hooks/pre-push", "mode", "team"),
        ("pkg/tool.txt", "deleted", "team"),
    }
    assert report.exit_code() == 1


def test_a_file_that_is_a_link_or_behind_one_is_not_read(
    repository: Repository, tmp_path: Path
) -> None:
    (repository.root / "ci/build.yml").unlink()
    (repository.root / "ci/build.yml").symlink_to(tmp_path / "elsewhere")
    shutil.move(repository.root / "pkg", tmp_path / "pkg")
    (repository.root / "pkg").symlink_to(tmp_path / "pkg")
    assert set(found(check(repository))) == {
        ("ci/build.yml", "modified", "team"),
        ("pkg/tool.txt", "deleted", "team"),
    }


def test_keys_are_named(repository: Repository) -> None:
    text = (
        repository.read("pyproject.toml")
        .replace("line-length = 100", "line-length = 120\npreview = true")
        .replace('requires-python = ">=3.13"\n', "")
        .replace('  "pytest>=8",\n', "")
        .replace('"ruff>=0.12"', '"ruff>=0.10"')
    )
    repository.write("pyproject.toml", text)
    assert set(found(check(repository))) == {
        ("pyproject.toml: project.requires-python", "deleted", "team"),
        ("pyproject.toml: dependency-groups.dev.pytest", "deleted", "team"),
        ("pyproject.toml: dependency-groups.dev.ruff", "modified", "team"),
        ("pyproject.toml: tool.ruff.line-length", "modified", "team"),
        ("pyproject.toml: tool.ruff.preview", "modified", "team"),
    }


def test_a_pyproject_that_is_no_toml_is_one_finding(repository: Repository) -> None:
    repository.write("pyproject.toml", "[project\n")
    assert found(check(repository)) == [("pyproject.toml", "modified", "team")]


def test_a_managed_file_that_git_ignores_is_said(repository: Repository) -> None:
    git("rm", "--quiet", "--cached", "ci/build.yml", folder=repository.root)
    repository.write(".gitignore", "ci/*.yml\n")
    assert found(check(repository)) == [("ci/build.yml", "ignored", "team")]
    git("add", "--force", "ci/build.yml", folder=repository.root)
    repository.commit()
    assert check(repository).files == ()


def test_who_moved(small: SmallTemplate, repository: Repository) -> None:
    (repository.root / "ci/build.yml").write_text("ours\n")
    (repository.root / "hooks/pre-push").write_text("ours\n")
    repository.edit("pyproject.toml", "line-length = 100", "line-length = 120")
    newer = PYPROJECT.replace('select = ["E", "F"]', 'select = ["E"]')
    small.release(
        "v1.1.0",
        {"ci/build.yml": STEPS.upper(), "pkg/new.txt": "new\n", "pyproject.toml.jinja": newer},
    )
    report = check(repository)
    sides = {finding.path: finding.side for finding in report.files}
    assert sides == {
        "ci/build.yml": Side.BOTH,
        "hooks/pre-push": Side.TEAM,
        # The template has moved another key.
        "pyproject.toml": Side.TEAM,
    }
    assert report.moved_on == ("pkg/new.txt",)


def test_waivers_hold_until_their_day(repository: Repository) -> None:
    (repository.root / "ci/build.yml").write_text("ours\n")
    repository.edit("pyproject.toml", "line-length = 100", "line-length = 120")
    for path, key, until in (
        ("ci/build.yml", None, TODAY),
        ("pyproject.toml", "tool.ruff", TODAY - timedelta(days=1)),
    ):
        write_waiver(repository.root, Waiver(path=path, key=key, reason="a spike", until=until))
    report = check(repository)
    states = {finding.path: finding.state for finding in report.files}
    assert states == {
        "ci/build.yml": FileState.WAIVED,
        "pyproject.toml": FileState.WAIVER_EXPIRED,
    }
    assert [finding.path for finding in report.drift] == ["pyproject.toml"]


@pytest.mark.parametrize(
    "content",
    ["waivers = 1\n", "[[waivers]]\npath = 'x'\n", "[[waivers]\n", "[[waivers]]\nuntil = 'soon'\n"],
)
def test_broken_waivers_are_one_sentence(repository: Repository, content: str) -> None:
    repository.write("goldenpath.toml", content)
    with pytest.raises(BadInputError, match=r"goldenpath\.toml"):
        check(repository)


def test_a_release_behind(small: SmallTemplate, repository: Repository) -> None:
    small.release("v1.1.0")
    small.release("v2.0.0rc1")
    small.release("v1.10.0")
    report = check(repository)
    assert report.version.state is VersionState.BEHIND
    # In the order of versions, and without the release candidate.
    assert report.version.behind == ("v1.1.0", "v1.10.0")
    assert (report.exit_code(), report.exit_code(allow_behind=True)) == (1, 0)


def test_a_tag_that_moved(small: SmallTemplate, repository: Repository) -> None:
    (small.folder / "template/ci/build.yml").write_text("another\n")
    git("commit", "--quiet", "--all", "--message=fix: sneak", folder=small.folder)
    git("tag", "--force", "v1.0.1", folder=small.folder)
    report = check(repository)
    assert report.version.state is VersionState.TAG_MOVED
    # The commit is still there, and is what the repository was rendered from.
    assert report.files == ()
    assert report.exit_code() == 1


def test_a_repository_of_a_tag_that_moved_is_updated_to_the_next_release(
    small: SmallTemplate, repository: Repository
) -> None:
    (small.folder / "template/ci/build.yml").write_text("another\n")
    git("commit", "--quiet", "--all", "--message=fix: sneak", folder=small.folder)
    git("tag", "--force", "v1.0.1", folder=small.folder)
    small.release("v1.1.0", {"ci/new.yml": "new\n"})
    assert repository.update().new_version == "v1.1.0"
    assert repository.read("ci/new.yml") == "new\n"


def test_a_folder_that_git_cannot_read_is_not_a_template_without_releases(
    small: SmallTemplate, repository: Repository
) -> None:
    (small.folder / ".git/HEAD").unlink()
    report = check(repository)
    assert report.version.state is VersionState.TEMPLATE_UNREACHABLE
    assert "cannot be read by git" in report.version.message


def test_a_version_between_releases_is_current(small: SmallTemplate, tmp_path: Path) -> None:
    (small.folder / "template/ci/build.yml").write_text("not released\n")
    git("commit", "--quiet", "--all", "--message=feat: next", folder=small.folder)
    repository = new_repository(small.folder, tmp_path / "own", version="HEAD")
    report = check(repository)
    assert (report.version.state, report.files) == (VersionState.UNRELEASED, ())
    assert report.exit_code() == 0


@pytest.mark.parametrize(
    ("line", "state", "sentence"),
    [
        ("package: ../../etc\n", VersionState.ANSWERS_INVALID, "outside the repository"),
        ("package: [a]\n", VersionState.ANSWERS_BROKEN, "an answer must be a plain value"),
        ("package: 2026-01-01\n", VersionState.ANSWERS_BROKEN, "an answer must be a plain value"),
        ("_commit: v9.9.9\n_commit_hash: null\n", VersionState.UNKNOWN_VERSION, "no version v9.9"),
        ("_commit: --help\n_commit_hash: null\n", VersionState.UNKNOWN_VERSION, "no version"),
        ("_commit: null\n_commit_hash: null\n", VersionState.UNKNOWN_VERSION, "No version is"),
        ("_src_path: ../template\n", VersionState.ANSWERS_BROKEN, "does not fetch a template"),
        ("_src_path: /nowhere\n", VersionState.TEMPLATE_UNREACHABLE, "does not exist any more"),
        ("_src_path: ext::sh -c id\n", VersionState.ANSWERS_BROKEN, "does not fetch a template"),
        ("_commit_hash: main\n", VersionState.ANSWERS_BROKEN, "which is not the hash of a commit"),
    ],
)
def test_hand_edited_answers(
    repository: Repository, line: str, state: VersionState, sentence: str
) -> None:
    answers = repository.root / ".copier-answers.yml"
    names = {pair.partition(":")[0] for pair in line.splitlines()}
    kept = [
        other
        for other in answers.read_text().splitlines(keepends=True)
        if other.partition(":")[0] not in names
    ]
    answers.write_text("".join(kept) + line)
    report = check(repository)
    assert report.version.state is state, report.version.message
    assert sentence in report.version.message
    assert report.exit_code() > 0


def test_an_answer_that_is_no_choice_is_said(small: SmallTemplate, tmp_path: Path) -> None:
    strict = COPIER_YML.replace("default: internal", "default: internal\n  choices: [internal, x]")
    small.release("v1.1.0", copier_yml=strict)
    repository = new_repository(small.folder, tmp_path / "own", version="v1.1.0")
    repository.edit(".copier-answers.yml", "tier: internal", "tier: strictest")
    report = check(repository)
    assert report.version.state is VersionState.ANSWERS_INVALID
    assert "'strictest' is not a choice: it must be one of internal, x" in report.version.message


def test_without_network_the_mirror_serves(small: SmallTemplate, repository: Repository) -> None:
    url = f"file://{small.folder}"
    answers = repository.read(".copier-answers.yml")
    repository.write(".copier-answers.yml", answers.replace(f"{small.folder}", url))
    assert check(repository).version.state is VersionState.CURRENT
    (repository.root / "ci/build.yml").write_text("ours\n")
    small.folder.rename(small.folder.with_name("unplugged"))
    report = check(repository)
    assert report.version.state is VersionState.CURRENT
    assert "could not look for newer releases" in report.version.message
    assert found(report) == [("ci/build.yml", "modified", "team")]
