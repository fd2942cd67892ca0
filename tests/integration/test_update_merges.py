"""Edits that `copier update` drops without a word: here they are merged, or reported."""

import subprocess
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.update import ManagedChoice, UpdateState

from support.small_template import (
    COPIER_YML,
    FILES,
    PYPROJECT,
    STEPS,
    Repository,
    SmallTemplate,
    new_repository,
    snapshot,
)
from support.template import git

TOOL = FILES["{{package}}/tool.txt"]
NEWER = STEPS.replace("step 8", "step eight")


def test_an_edit_follows_a_file_that_the_template_renames(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.edit("ci/build.yml", "step 1\n", "step 1, ours\n")
    small.release("v1.1.0", {"ci/build.yml": None, "ci/main.yml": NEWER})
    assert repository.update().state is UpdateState.UPDATED
    assert not (repository.root / "ci/build.yml").exists()
    assert repository.read("ci/main.yml") == NEWER.replace("step 1\n", "step 1, ours\n")


def test_a_template_change_follows_a_file_that_the_team_renamed(
    small: SmallTemplate, repository: Repository
) -> None:
    git("mv", "ci/build.yml", "ci/ours.yml", folder=repository.root)
    repository.commit()
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    assert repository.update().state is UpdateState.UPDATED
    assert repository.read("ci/ours.yml") == NEWER
    assert not (repository.root / "ci/build.yml").exists()


@pytest.mark.parametrize("is_edited", [False, True])
def test_a_new_name_that_is_ignored_here_takes_nothing_away(
    small: SmallTemplate, repository: Repository, *, is_edited: bool
) -> None:
    repository.write(".gitignore", "local_*\n")
    ours = STEPS.replace("step 1\n", "step 1, ours\n") if is_edited else STEPS
    repository.write("ci/build.yml", ours)
    small.release("v1.1.0", {"ci/build.yml": None, "ci/local_build.yml": NEWER})
    report = repository.update()
    assert report.state is UpdateState.UPDATED
    assert repository.read("ci/build.yml") == ours
    assert report.left_alone == ("ci/local_build.yml",)
    assert any("ci/build.yml stays" in note for note in report.notes)


def test_an_ignored_copy_of_a_renamed_file_does_not_keep_the_old_name(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.write(".gitignore", "local_*\n")
    repository.edit("ci/build.yml", "step 1\n", "step 1, ours\n")
    small.release("v1.1.0", {"ci/build.yml": None, "ci/local.yml": NEWER, "ci/local_b.yml": NEWER})
    assert repository.update().state is UpdateState.UPDATED
    assert not (repository.root / "ci/build.yml").exists()
    assert repository.read("ci/local.yml") == NEWER.replace("step 1\n", "step 1, ours\n")


def test_a_managed_file_that_is_seeded_under_a_new_name_arrives(
    small: SmallTemplate, repository: Repository
) -> None:
    small.release("v1.1.0", {"ci/build.yml": None, "src/build.yml": NEWER})
    repository.update()
    assert not (repository.root / "ci/build.yml").exists()
    assert repository.read("src/build.yml") == NEWER


def test_a_new_name_that_the_team_refuses_leaves_the_old_one(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.write("ci/main/own.yml", "own\n")
    small.release("v1.1.0", {"ci/build.yml": None, "ci/main": NEWER})
    repository.update(managed=ManagedChoice.TEAM)
    assert repository.read("ci/main/own.yml") == "own\n"
    assert repository.read("ci/build.yml") == STEPS


def test_an_edited_file_that_the_template_deletes_is_a_conflict(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.edit("ci/build.yml", "step 1\n", "step 1, ours\n")
    small.release("v1.1.0", {"ci/build.yml": None})
    before = snapshot(repository.root)
    report = repository.update()
    assert report.state is UpdateState.CONFLICTS
    assert [(item.path, item.template) for item in report.conflicts] == [("ci/build.yml", None)]
    assert "step 1, ours" in str(report.conflicts[0].team)
    assert snapshot(repository.root) == before


def test_a_file_that_both_sides_rename_is_a_conflict(
    small: SmallTemplate, repository: Repository
) -> None:
    git("mv", "ci/build.yml", "ci/ours.yml", folder=repository.root)
    repository.commit()
    small.release("v1.1.0", {"ci/build.yml": None, "ci/theirs.yml": STEPS})
    before = snapshot(repository.root)
    assert repository.update().state is UpdateState.CONFLICTS
    assert snapshot(repository.root) == before


def test_a_binary_that_only_the_team_edited_stays(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    small.release("v1.1.0", {"ci/logo.png": b"\x89PNG\x00old"})
    assert repository.update().state is UpdateState.UPDATED
    repository.write("ci/logo.png", b"\x89PNG\x00ours")
    small.release("v1.2.0", {"ci/build.yml": NEWER})
    assert repository.update().state is UpdateState.UPDATED
    assert (repository.root / "ci/logo.png").read_bytes() == b"\x89PNG\x00ours"


def test_a_binary_that_both_edited_is_a_conflict(
    small: SmallTemplate, repository: Repository
) -> None:
    small.release("v1.1.0", {"ci/logo.png": b"\x89PNG\x00old"})
    repository.update()
    repository.write("ci/logo.png", b"\x89PNG\xff\x00ours")
    small.release("v1.2.0", {"ci/logo.png": b"\x89PNG\xff\x00theirs"})
    report = repository.update()
    assert report.state is UpdateState.CONFLICTS
    assert (report.conflicts[0].path, report.conflicts[0].team) == ("ci/logo.png", None)
    assert (repository.root / "ci/logo.png").read_bytes() == b"\x89PNG\xff\x00ours"


def test_a_comment_and_a_second_requirement_survive_in_a_list_that_the_template_changes(
    small: SmallTemplate, repository: Repository
) -> None:
    ours = '  "pytest>=7; python_version < \'3.14\'",  # old\n  "pytest>=8",  # ours\n'
    repository.edit("pyproject.toml", '  "pytest>=8",\n', ours)
    newer = PYPROJECT.replace('"pytest>=8"', '"pytest>=9"')
    small.release("v1.1.0", {"pyproject.toml.jinja": newer})
    assert repository.update().state is UpdateState.UPDATED
    assert ours.replace("pytest>=8", "pytest>=9") in repository.read("pyproject.toml")


def test_a_comment_beside_a_requirement_that_the_template_drops_is_a_conflict(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.edit("pyproject.toml", '  "ruff>=0.12",\n', '  "ruff>=0.12",  # ours\n')
    newer = PYPROJECT.replace('  "ruff>=0.12",\n', "")
    small.release("v1.1.0", {"pyproject.toml.jinja": newer})
    before = snapshot(repository.root)
    report = repository.update()
    shown = [(one.key, one.team, one.template) for one in report.conflicts]
    assert shown == [("dependency-groups.dev.ruff", '"ruff>=0.12",  # ours', None)]
    assert snapshot(repository.root) == before
    report = repository.update(managed=ManagedChoice.TEMPLATE)
    assert report.state is UpdateState.UPDATED
    assert "ruff>=" not in repository.read("pyproject.toml")
    kept = git("show", f"{report.kept_at}:pyproject.toml", folder=repository.root)
    assert '"ruff>=0.12",  # ours' in kept


def test_a_tracked_file_that_is_ignored_is_merged(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.edit("ci/build.yml", "step 1\n", "step 1, ours\n")
    repository.write(".gitignore", "ci/\n")
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    assert repository.update().state is UpdateState.UPDATED
    assert repository.read("ci/build.yml") == NEWER.replace("step 1\n", "step 1, ours\n")


def test_a_file_that_the_developer_ignores_everywhere_is_merged(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    ignores = tmp_path / "ignores"
    ignores.write_text("*.yml\n")
    git("config", "core.excludesFile", str(ignores), folder=repository.root)
    small.release("v1.1.0", {"ci/build.yml": NEWER, "ci/new.yml": "new\n"})
    assert repository.update().state is UpdateState.UPDATED
    assert repository.read("ci/build.yml") == NEWER
    assert repository.read("ci/new.yml") == "new\n"


def test_bytes_that_are_no_text_survive(small: SmallTemplate, repository: Repository) -> None:
    latin = STEPS.encode().replace(b"step 1\n", "step caf\u00e9\n".encode("latin-1"))
    repository.write("ci/build.yml", latin)
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    assert repository.update().state is UpdateState.UPDATED
    merged = (repository.root / "ci/build.yml").read_bytes()
    assert merged == latin.replace(b"step 8", b"step eight")


def test_a_hunk_between_repeated_blocks_stays_in_its_section(
    small: SmallTemplate, repository: Repository
) -> None:
    ours = STEPS.replace(
        "step 5\n  run: thing\n  with: care\n", "step 5\n  run: thing\n  ours: yes\n"
    )
    repository.write("ci/build.yml", ours)
    theirs = "step 0\n  run: thing\n  with: care\n" * 3 + STEPS
    small.release("v1.1.0", {"ci/build.yml": theirs})
    assert repository.update().state is UpdateState.UPDATED
    assert repository.read("ci/build.yml") == theirs.replace(STEPS, ours)


def test_several_hunks_of_one_file_all_survive(
    small: SmallTemplate, repository: Repository
) -> None:
    for number in (1, 3, 5):
        repository.edit("ci/build.yml", f"step {number}\n", f"step {number}, ours\n")
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    assert repository.update().state is UpdateState.UPDATED
    for number in (1, 3, 5):
        assert f"step {number}, ours\n" in repository.read("ci/build.yml")
    assert "step eight" in repository.read("ci/build.yml")


def test_edits_follow_an_answer_that_names_a_folder(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.edit("pkg/tool.txt", "line 3\n", "line 3, ours\n")
    report = repository.update(changed={"package": "other"})
    assert report.state is UpdateState.UPDATED
    assert repository.read("other/tool.txt") == TOOL.replace("line 3\n", "line 3, ours\n")
    assert not (repository.root / "pkg").exists()


def test_a_file_that_the_team_deleted_stays_deleted_and_is_reported(
    small: SmallTemplate, repository: Repository
) -> None:
    (repository.root / "ci/build.yml").unlink()
    repository.commit()
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    report = repository.update()
    assert report.state is UpdateState.UPDATED
    assert report.left_alone == ("ci/build.yml",)
    assert not (repository.root / "ci/build.yml").exists()


def test_a_renamed_question_keeps_its_answer(small: SmallTemplate, tmp_path: Path) -> None:
    repository = new_repository(small.folder, tmp_path / "own", answers={"package": "other"})
    renamed = COPIER_YML.replace("package:\n", "module:\n").replace(
        "default: pkg", "default: \"{{ package | default('pkg') }}\""
    )
    small.release(
        "v1.1.0",
        {"{{package}}/tool.txt": None, "{{module}}/tool.txt": TOOL},
        copier_yml=renamed,
    )
    report = repository.update()
    assert report.state is UpdateState.UPDATED
    assert "module: other" in repository.read(".copier-answers.yml")
    assert repository.read("other/tool.txt") == TOOL
    assert any("package is gone; its answer was 'other'" in note for note in report.notes)
    assert any("module is new; its answer is 'other'" in note for note in report.notes)


def test_an_answer_that_a_new_validator_refuses_stops_the_update(
    small: SmallTemplate, repository: Repository
) -> None:
    strict = COPIER_YML.replace(
        "default: pkg",
        "default: tool\n  validator: \"{{ 'It must be tool.' if package != 'tool' }}\"",
    )
    small.release("v1.1.0", copier_yml=strict)
    before = snapshot(repository.root)
    with pytest.raises(BadInputError, match=r"package: It must be tool\. .*--data package=…"):
        repository.update()
    assert snapshot(repository.root) == before


def test_a_new_question_without_a_default_stops_the_update(
    small: SmallTemplate, repository: Repository
) -> None:
    small.release("v1.1.0", copier_yml=COPIER_YML + "colour:\n  type: str\n")
    before = snapshot(repository.root)
    with pytest.raises(BadInputError, match="colour: The question has no default"):
        repository.update()
    assert snapshot(repository.root) == before
    assert repository.update(changed={"colour": "red"}).state is UpdateState.UPDATED


def test_settings_of_git_about_white_space_change_nothing(
    small: SmallTemplate, repository: Repository
) -> None:
    git("config", "apply.whitespace", "fix", folder=repository.root)
    repository.edit("ci/build.yml", "step 1\n", "step 1   \t\n")
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    assert repository.update().state is UpdateState.UPDATED
    assert "step 1   \t\n" in repository.read("ci/build.yml")


def test_a_file_that_becomes_a_folder_is_taken_over(
    small: SmallTemplate, repository: Repository
) -> None:
    small.release("v1.1.0", {"ci/build.yml": None, "ci/build.yml/main.yml": "new\n"})
    assert repository.update().state is UpdateState.UPDATED
    assert repository.read("ci/build.yml/main.yml") == "new\n"


def test_a_folder_with_a_team_file_that_becomes_a_file_is_a_conflict(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.write("hooks/ours", "ours\n")
    small.release("v1.1.0", {"hooks/pre-push": None})
    (small.folder / "template/hooks").rmdir()
    small.release(
        "v1.2.0",
        {"hooks": "a file\n"},
        copier_yml=COPIER_YML.replace("- /hooks/", "- /hooks"),
    )
    before = snapshot(repository.root)
    assert repository.update().state is UpdateState.CONFLICTS
    assert snapshot(repository.root) == before


def test_tasks_of_an_old_version_are_not_executed(small: SmallTemplate, tmp_path: Path) -> None:
    marker = tmp_path / "executed"
    tasks = f"_tasks:\n  - touch {marker}\n_migrations:\n  - touch {marker}\n"
    small.release("v1.0.2", copier_yml=COPIER_YML + tasks)
    repository = new_repository(small.folder, tmp_path / "own", version="v1.0.2")
    small.release("v1.1.0", {"ci/build.yml": NEWER}, copier_yml=COPIER_YML)
    assert repository.update().state is UpdateState.UPDATED
    assert not marker.exists()


def test_a_template_that_is_gone_is_one_sentence(
    small: SmallTemplate, repository: Repository
) -> None:
    small.folder.rename(small.folder.with_name("elsewhere"))
    with pytest.raises(EnvironmentProblemError, match="does not exist any more"):
        repository.update()


def test_a_version_that_is_gone_is_one_sentence(
    small: SmallTemplate, repository: Repository
) -> None:
    answers = repository.read(".copier-answers.yml")
    commit = git("rev-parse", "v1.0.1", folder=small.folder).strip()
    broken = answers.replace("v1.0.1", "v0.0.9").replace(commit, "a" * 40)
    repository.write(".copier-answers.yml", broken)
    with pytest.raises(BadInputError, match=r"has no version v0\.0\.9"):
        repository.update()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "has no .copier-answers.yml"),
        ("package: [", "has a list or a mapping as an answer"),
        ('package: "', "is not valid YAML"),
        ("- package\n", "is not a list of `question: answer` lines"),
        ("package: pkg\n", "does not say where its template is"),
        ("_src_path: 'ext::sh -c id'\n_commit: v1\n", "does not fetch a template from"),
        ("_src_path: --upload-pack=id\n_commit: v1\n", "does not fetch a template from"),
    ],
)
def test_a_broken_answers_file_is_one_sentence(
    repository: Repository, content: str | None, sentence: str
) -> None:
    answers = repository.root / ".copier-answers.yml"
    if content is None:
        answers.unlink()
    else:
        answers.write_text(content)
    repository.commit()
    with pytest.raises(BadInputError) as caught:
        repository.update()
    assert sentence in str(caught.value)
    assert repository.status() == ""


def test_answers_that_stock_copier_wrote_work(small: SmallTemplate, repository: Repository) -> None:
    lines = repository.read(".copier-answers.yml").splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith("_commit_hash"))
    repository.write(".copier-answers.yml", kept)
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    assert repository.update().state is UpdateState.UPDATED
    assert repository.read("ci/build.yml") == NEWER


def test_a_repository_in_a_folder_of_a_larger_one_is_updated(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    larger = tmp_path / "larger"
    (larger / "services").mkdir(parents=True)
    inner = repository.root.rename(larger / "services/demo")
    subprocess.run(["rm", "-rf", inner / ".git"], check=True)
    (larger / "services/other.txt").write_text("another team's\n")
    git("init", "--quiet", "--initial-branch=main", folder=larger)
    whole, nested = (
        Repository(larger, repository.cache),
        Repository(inner, repository.cache),
    )
    whole.commit("feat: start")
    nested.edit("ci/build.yml", "step 1\n", "step 1, ours\n")
    small.release("v1.1.0", {"ci/build.yml": NEWER, "ci/new.yml": "new\n"})
    assert nested.update().state is UpdateState.UPDATED
    assert nested.read("ci/build.yml") == NEWER.replace("step 1\n", "step 1, ours\n")
    assert nested.read("ci/new.yml") == "new\n"
    assert whole.read("services/other.txt") == "another team's\n"
    assert whole.status() == ""


def test_a_linked_work_tree_is_updated(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"), folder=repository.root)
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    linked = Repository(tmp_path / "side", repository.cache)
    assert linked.update().state is UpdateState.UPDATED
    assert linked.read("ci/build.yml") == NEWER
    assert repository.read("ci/build.yml") == STEPS


def test_a_shallow_clone_is_updated(
    small: SmallTemplate, repository: Repository, tmp_path: Path
) -> None:
    repository.edit("ci/build.yml", "step 1\n", "step 1, ours\n")
    url = repository.root.as_uri()
    git("clone", "--quiet", "--depth=1", url, str(tmp_path / "shallow"), folder=tmp_path)
    small.release("v1.1.0", {"ci/build.yml": NEWER})
    shallow = Repository(tmp_path / "shallow", repository.cache)
    assert shallow.update().state is UpdateState.UPDATED
    assert "step 1, ours" in shallow.read("ci/build.yml")
