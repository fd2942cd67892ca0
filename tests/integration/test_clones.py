"""The README's first command works in every clone of this project, and on a machine without uv."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.bare_machine import machine_without_uv, spare_the_installation
from support.releases import release_commits
from support.template import ROOT, git

pytestmark = pytest.mark.slow

URL = "https://github.com/palindrom-ai/goldenpath.git"
GOLDENPATH = (sys.executable, "-m", "goldenpath")
CHECK = ("check", "--drift", "--no-lock", "--allow-behind")
NAME = "Größe & co"
# How a person gets the project: with its releases, without them, or only the newest commit.
CLONES = {
    "with tags": [],
    "without tags": ["--no-tags"],
    "shallow": ["--depth=1"],
}


def clone_of_this(folder: Path, how: str) -> Path:
    source = folder / "source.git"
    git("clone", "--quiet", "--bare", ROOT, source, folder=folder)
    for tag, commit in release_commits():
        git("tag", "--force", tag, commit, folder=source)
    clone = folder / NAME
    git("clone", "--quiet", *CLONES[how], source.as_uri(), clone, folder=folder)
    return clone


def redirected(to: str) -> Mapping[str, str]:
    """Variables that lead git elsewhere than to the organisation's template."""
    key = f"url.{to}.insteadOf"
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": key, "GIT_CONFIG_VALUE_0": URL}


def run(*command: str | Path, folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def new_orders(clone: Path, environment: Mapping[str, str]) -> Path:
    """A new repository, by the program of the clone in the environment of these tests."""
    command = ("new", "../my orders", "--defaults", "--no-lock", "--data", "project_name=Orders")
    run(*GOLDENPATH, *command, folder=clone, environment=environment)
    repository = clone.parent / "my orders"
    head = git("rev-parse", "HEAD", folder=clone)
    assert f"\n_commit_hash: {head}" in (repository / ".copier-answers.yml").read_text()
    return repository


@pytest.mark.parametrize("how", ["with tags", "without tags"])
def test_a_repository_of_any_clone_is_as_its_template(tmp_path: Path, how: str) -> None:
    clone = clone_of_this(tmp_path, how)
    environment = {
        **machine_without_uv(tmp_path),
        "PYTHONPATH": str(clone / "src"),
        **redirected("/nowhere"),
    }
    repository = new_orders(clone, environment)
    assert f'\n_src_path: "{clone}"\n' in (repository / ".copier-answers.yml").read_text()
    run(*GOLDENPATH, *CHECK, folder=repository, environment=environment)


def test_a_repository_of_a_clone_can_be_checked_without_the_clone(tmp_path: Path) -> None:
    """Its commit is at the organisation's URL, so it is the URL that everybody finds recorded."""
    clone = clone_of_this(tmp_path, "shallow")
    environment = {
        **machine_without_uv(tmp_path),
        "PYTHONPATH": str(ROOT / "src"),
        **redirected((tmp_path / "source.git").as_uri()),
    }
    repository = new_orders(clone, {**environment, "PYTHONPATH": str(clone / "src")})
    assert f'\n_src_path: "{URL}"\n' in (repository / ".copier-answers.yml").read_text()
    assert git("status", "--porcelain", folder=repository) == ""
    shutil.rmtree(clone)
    run(*GOLDENPATH, *CHECK, folder=repository, environment=environment)


def test_the_first_command_of_the_readme_and_of_what_it_renders(tmp_path: Path) -> None:
    """As they are printed: a locked repository, and then the newest goldenpath that checks it."""
    clone = clone_of_this(tmp_path, "shallow")
    readme = (clone / "README.md").read_text()
    found = re.search(r"^\./uvw run goldenpath new .*--defaults", readme, re.M)
    assert found
    spare_the_installation(clone)
    environment = {
        **machine_without_uv(tmp_path),
        **redirected((tmp_path / "source.git").as_uri()),
        # uv would ask GitHub itself first.
        "UV_NO_GITHUB_FAST_PATH": "1",
    }
    run("sh", "-c", found[0], folder=clone, environment=environment)
    assert git("status", "--porcelain", folder=clone) == ""
    repository = tmp_path / "orders-pipeline"
    assert (repository / "uv.lock").is_file()
    spare_the_installation(repository)
    told = re.search(r"`(\./uvw tool run .*)`", (repository / "README.md").read_text())
    assert told
    checked = run("sh", "-c", told[1], folder=repository, environment=environment)
    assert "0 errors, 0 warnings" in checked
    assert git("status", "--porcelain", folder=repository) == ""
