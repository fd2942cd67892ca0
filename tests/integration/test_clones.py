"""The README's first command works in every clone of this project, and on a machine without uv."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.bare_machine import machine_without_uv, spare_the_installation
from support.releases import release_commits
from support.template import ROOT, git

pytestmark = pytest.mark.slow

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


@pytest.mark.parametrize("how", CLONES)
def test_a_repository_of_any_clone_is_as_its_template(tmp_path: Path, how: str) -> None:
    clone = clone_of_this(tmp_path, how)
    # The program as the clone has it, in the environment of these tests.
    environment = {**machine_without_uv(tmp_path), "PYTHONPATH": str(clone / "src")}
    goldenpath = (sys.executable, "-m", "goldenpath")
    command = ("new", "../my orders", "--defaults", "--no-lock", "--data", "project_name=Orders")
    run(*goldenpath, *command, folder=clone, environment=environment)
    repository = tmp_path / "my orders"
    head = git("rev-parse", "HEAD", folder=clone)
    assert f"\n_commit_hash: {head}" in (repository / ".copier-answers.yml").read_text()
    run(*goldenpath, "check", "--drift", "--no-lock", folder=repository, environment=environment)


def test_the_first_command_of_the_readme(tmp_path: Path) -> None:
    """As it is printed: the wrapper, the environment, the lock, and a repository of the clone."""
    clone = clone_of_this(tmp_path, "shallow")
    readme = (clone / "README.md").read_text()
    found = re.search(r"^\./uvw run goldenpath new .*--defaults", readme, re.M)
    assert found
    spare_the_installation(clone)
    run("sh", "-c", found[0], folder=clone, environment=machine_without_uv(tmp_path))
    assert (tmp_path / "orders-pipeline/uv.lock").is_file()
    assert git("status", "--porcelain", folder=tmp_path / "orders-pipeline") == ""
    assert git("status", "--porcelain", folder=clone) == ""
