"""`goldenpath new` and `goldenpath shapes`, as a person and as a script call them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from goldenpath.model.errors import ExitCode

from support.command import run_goldenpath
from support.template import copy_template, git, release

pytestmark = pytest.mark.slow

NEW = ("new", "orders-pipeline", "--defaults")


def answers_of(repository: Path) -> dict[str, str]:
    return yaml.safe_load((repository / ".copier-answers.yml").read_text())


@pytest.fixture
def options(released_template: Path) -> tuple[str, ...]:
    return ("--template", str(released_template), "--no-lock")


def test_a_new_repository_is_locked_and_committed(released_template: Path, tmp_path: Path) -> None:
    done = run_goldenpath(*NEW, "--template", released_template, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    repository = tmp_path / "orders-pipeline"
    assert git("status", "--porcelain", folder=repository) == ""
    assert git("branch", "--show-current", folder=repository).strip() == "main"
    assert (
        git("log", "--format=%s", folder=repository).strip()
        == "feat: start from goldenpath v1.0.0 as lambda-pipeline"
    )
    assert {"uv.lock", "README.md", ".husky/pre-push"} <= set(
        git("ls-files", folder=repository).split()
    )
    assert "✓ Locking the dependencies" in done.stderr
    assert "./uvw sync" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == [repository]


def test_the_destination_names_the_project(options: tuple[str, ...], tmp_path: Path) -> None:
    run_goldenpath("new", "a/b/big-data", "--defaults", *options, folder=tmp_path)
    answers = answers_of(tmp_path / "a/b/big-data")
    assert answers["project_name"] == answers["project_slug"] == "big-data"
    assert answers["package_name"] == "big_data"


@pytest.mark.parametrize(
    ("name", "package"),
    [("json", "json_service"), ("class", "class_service"), ("boto3", "boto3_service")],
)
def test_a_default_name_is_never_one_that_python_takes(
    options: tuple[str, ...], tmp_path: Path, name: str, package: str
) -> None:
    done = run_goldenpath("new", name, "--defaults", *options, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert answers_of(tmp_path / name)["package_name"] == package


def test_options_win_over_answers_and_answers_over_files(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "answers.yml").write_text(
        "_commit: v0.0.1\ntier: prototype\nowning_team: data\npython_version: '3.12'\n"
    )
    done = run_goldenpath(
        *(*NEW, "--data-file", "answers.yml", "-d", "owning_team=search", "--tier", "internal"),
        *options,
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    answers = answers_of(tmp_path / "orders-pipeline")
    assert answers["tier"] == "internal"
    assert answers["owning_team"] == "search"
    assert answers["python_version"] == "3.12"
    assert answers["_commit"] == "v1.0.0"


def test_no_git_and_no_lock_leave_a_plain_folder(options: tuple[str, ...], tmp_path: Path) -> None:
    done = run_goldenpath(*NEW, *options, "--no-git", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (tmp_path / "orders-pipeline").iterdir()}
    assert "pyproject.toml" in names
    assert not names & {".git", "uv.lock"}
    assert "./uvw lock" in done.stdout


def test_an_empty_folder_is_filled(options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "orders-pipeline").mkdir()
    done = run_goldenpath(*NEW, *options, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "orders-pipeline/README.md").is_file()


def test_the_folder_that_one_stands_in_is_filled(options: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "orders-pipeline"
    folder.mkdir()
    done = run_goldenpath("new", ".", "--defaults", *options, folder=folder)
    assert done.returncode == 0, done.stderr
    assert answers_of(folder)["project_name"] == "orders-pipeline"
    assert f"cd {folder}" in done.stdout


def test_a_machine_without_an_author_still_gets_its_commit(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    nobody = {"HOME": str(tmp_path / "home"), "GIT_CONFIG_NOSYSTEM": "1", "EMAIL": ""}
    (tmp_path / "home").mkdir()
    done = run_goldenpath(*NEW, *options, folder=tmp_path, environment=nobody)
    assert done.returncode == 0, done.stderr
    assert git("log", "--format=%an", folder=tmp_path / "orders-pipeline").strip()


def test_variables_of_another_repository_do_no_harm(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    subprocess.run(["git", "init", "--quiet", str(other)], check=True)
    variables = {"GIT_DIR": str(other / ".git"), "GIT_INDEX_FILE": str(other / ".git/index")}
    done = run_goldenpath(*NEW, *options, folder=tmp_path, environment=variables)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "orders-pipeline/.git").is_dir()
    assert not (other / ".git/index").exists()


def test_dependencies_that_cannot_be_locked_leave_nothing(
    released_template: Path, tmp_path: Path
) -> None:
    offline = {"UV_OFFLINE": "1", "UV_CACHE_DIR": str(tmp_path / "cache")}
    done = run_goldenpath(
        *NEW, "--template", released_template, folder=tmp_path, environment=offline
    )
    assert done.returncode == ExitCode.ENVIRONMENT
    assert "cannot be locked, because uv may not use the network here" in done.stderr
    assert "--no-lock" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {"cache"}


@pytest.mark.parametrize(("missing", "option"), [("git", "--no-git"), ("uv", "--no-lock")])
def test_a_missing_program_is_named_with_the_way_out(
    released_template: Path, tmp_path: Path, missing: str, option: str
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in {"git", "uv"} - {missing}:
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    done = run_goldenpath(
        *(*NEW, "--template", released_template),
        folder=tmp_path,
        environment={"PATH": str(tools), "UV": ""},
    )
    assert done.returncode == ExitCode.ENVIRONMENT
    assert f"{missing} is not on PATH" in done.stderr
    assert option in done.stderr
    assert not (tmp_path / "orders-pipeline").exists()


def test_a_template_with_uncommitted_changes_is_warned_about(tmp_path: Path) -> None:
    template = copy_template(tmp_path / "template")
    release(template, "v1.0.0")
    (template / "README.md").write_text("changed")
    # Copier commits the changes to a copy of the template, for which git wants an author.
    author = {
        f"GIT_{role}_{field}": "test@example.com"
        for role in ("AUTHOR", "COMMITTER")
        for field in ("NAME", "EMAIL")
    }
    done = run_goldenpath(
        *(*NEW, "--no-lock", "--template", template, "--vcs-ref", "HEAD"),
        folder=tmp_path,
        environment=author,
    )
    assert done.returncode == 0, done.stderr
    assert "warning: the template has uncommitted changes" in done.stderr


@pytest.mark.parametrize("record", [None, "- list\n", "colour: blue\n"])
def test_a_template_of_another_kind_is_refused(tmp_path: Path, record: str | None) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/copier.yml").write_text("colour: blue\n")
    if record:
        (tmp_path / "other/.copier-answers.yml").write_text(record)
    done = run_goldenpath(
        *("new", "repo", "--defaults", "--no-lock", "--template", "other"), folder=tmp_path
    )
    assert done.returncode == ExitCode.BAD_INPUT
    assert "is not a template of goldenpath" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "repo").exists()


def test_shapes_says_when_and_when_not(tmp_path: Path) -> None:
    done = run_goldenpath("shapes", folder=tmp_path)
    assert done.returncode == 0
    assert "lambda-pipeline" in done.stdout
    assert "files that land in S3" in done.stdout
    assert "an API of any kind" in done.stdout
    assert "palindrom-ai/fastify-base" in done.stdout
    other = run_goldenpath("shapes", "--organisation", "progression-labs", folder=tmp_path)
    assert "progression-labs/fastify-api" in other.stdout


def test_shapes_has_json_for_machines(tmp_path: Path) -> None:
    done = run_goldenpath("shapes", "--json", folder=tmp_path)
    shapes = json.loads(done.stdout)
    assert [shape["name"] for shape in shapes] == [
        "lambda-pipeline",
        "livekit-agent",
        "llm-service",
    ]
    assert all(shape["when"] and shape["when_not"] for shape in shapes)
