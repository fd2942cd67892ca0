"""goldenpath try: a copy of a service that runs without the private package."""

import os
import shlex
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath.model.errors import ExitCode

from support.command import run_goldenpath
from support.quick_render import render_quickly
from support.small_template import snapshot
from support.template import git

# uv finds the package nowhere else, and runs no git.
OFFLINE = {"GIT_ALLOW_PROTOCOL": "none"}


@pytest.fixture
def service(template: Path, tmp_path: Path) -> Path:
    """A rendered service in git, with a new file and an ignored one."""
    root = render_quickly(
        template,
        tmp_path / "my service",
        {"shape": "llm-service", "organisation": "progression-labs", "with_rag": True},
    )
    git("init", "--quiet", folder=root)
    git("add", "--all", folder=root)
    git("commit", "--quiet", "--message=feat: start", folder=root)
    (root / "src/new.py").write_text("NEW = 1\n")
    (root / ".env").write_text("OPENAI_API_KEY=real\n")
    return root


def test_the_copy_takes_the_package_from_a_stand_in(service: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("outside")
    (service / "linked").symlink_to(tmp_path / "secret")
    before = snapshot(service)
    done = run_goldenpath("try", folder=service, environment=OFFLINE)
    assert done.returncode == 0, done.stderr
    assert snapshot(service) == before
    trial = tmp_path / "my service-trial"
    assert (trial / "src/new.py").read_text() == "NEW = 1\n"
    assert "real" not in (trial / ".env").read_text()
    assert not (trial / ".git").exists()
    assert (trial / "linked").is_symlink()
    assert os.access(trial / ".husky/pre-push", os.X_OK) == os.access(
        service / ".husky/pre-push", os.X_OK
    )
    project = tomllib.loads((trial / "pyproject.toml").read_text())
    assert project["tool"]["uv"]["sources"] == {"progression-labs-llm": {"path": "llm-stand-in"}}
    lock = tomllib.loads((trial / "uv.lock").read_text())
    (locked,) = [each for each in lock["package"] if each["name"] == "progression-labs-llm"]
    assert locked["source"] == {"directory": "llm-stand-in"}
    assert f"  cd {shlex.quote('../my service-trial')} && " in done.stdout
    for route in ("triage", "summary", "reply", "documents", "answers"):
        assert f"/v1/{route} -d " in done.stdout


def test_a_folder_can_be_chosen_and_must_be_free(service: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/mine").touch()
    refused = run_goldenpath("try", service, "--into", "taken", folder=tmp_path)
    assert refused.returncode == ExitCode.BAD_INPUT
    assert "taken is not empty: choose a folder that does not exist yet" in refused.stderr
    inside = run_goldenpath("try", "--into", "src/trial", folder=service)
    assert inside.returncode == ExitCode.BAD_INPUT
    assert "is in the repository, which a trial does not touch" in inside.stderr
    assert not (service / "src/trial").exists()


def test_without_git_known_folders_are_left_out(template: Path, tmp_path: Path) -> None:
    root = render_quickly(template, tmp_path / "plain", {"shape": "llm-service"})
    (root / ".venv").mkdir()
    (root / ".venv/big").touch()
    done = run_goldenpath("try", "plain", "--into", "here", folder=tmp_path, environment=OFFLINE)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "here/README.md").is_file()
    assert not (tmp_path / "here/.venv").exists()


def without_starter(root: Path) -> None:
    (root / "scripts/run_local.py").unlink()


def without_answers(root: Path) -> None:
    (root / ".copier-answers.yml").unlink()


def of_another_shape(root: Path) -> None:
    answers = root / ".copier-answers.yml"
    answers.write_text(answers.read_text().replace("shape: llm-service", "shape: livekit-agent"))


def with_linked_project(root: Path) -> None:
    (root / "pyproject.toml").rename(root / "real.toml")
    (root / "pyproject.toml").symlink_to("real.toml")


def a_trial_itself(root: Path) -> None:
    (root / "llm-stand-in").mkdir()


def with_linked_lock(root: Path) -> None:
    (root / "uv.lock").symlink_to(root.parent / "elsewhere")


def with_broken_project(root: Path) -> None:
    (root / "pyproject.toml").write_text("[project\n")


def with_odd_sources(root: Path) -> None:
    project = root / "pyproject.toml"
    text = project.read_text().replace("[tool.uv.sources]", "[tool.uv.other]")
    project.write_text(text.replace("[tool.uv]\n", "[tool.uv]\nsources = 1\n"))


def to_be_built(root: Path) -> None:
    project = root / "pyproject.toml"
    project.write_text(project.read_text().replace('version = "0.1.0"', 'dynamic = ["version"]'))


def with_ignored(*paths: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        git("rm", "--quiet", "--cached", *paths, folder=root)
        (root / ".git/info/exclude").write_text("".join(f"/{path}\n" for path in paths))

    return change


def with_folder(path: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / path).unlink(missing_ok=True)
        (root / path).mkdir()
        (root / path / "file").touch()
        git("add", "--force", path, folder=root)

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (without_answers, "has no .copier-answers.yml, so it is no llm-service"),
        (of_another_shape, "is a livekit-agent, which needs no private package"),
        (without_starter, "has no file scripts/run_local.py, which a trial needs"),
        (with_linked_project, "has no file pyproject.toml, which a trial needs"),
        (a_trial_itself, "has a folder llm-stand-in, so it is a trial already"),
        (with_linked_lock, "uv.lock is a link"),
        (with_broken_project, "pyproject.toml is not valid TOML"),
        (with_odd_sources, "tool.uv.sources"),
        (to_be_built, "its version is dynamic"),
        (with_ignored("pyproject.toml"), "pyproject.toml is not copied, because git ignores it"),
        (with_ignored("scripts/run_local.py"), "run_local.py is not copied, because git ignores"),
        (with_folder("uv.lock"), "uv.lock is a folder, but a trial writes a file there"),
        (with_folder(".env"), ".env is a folder, but a trial writes a file there"),
    ],
)
def test_what_is_no_service_is_one_sentence(
    service: Path, tmp_path: Path, change: object, told: str
) -> None:
    assert callable(change)
    change(service)
    done = run_goldenpath("try", service, folder=tmp_path, environment=OFFLINE)
    assert done.returncode == ExitCode.BAD_INPUT, done.stderr
    (sentence,) = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert told in sentence
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["my service"]
