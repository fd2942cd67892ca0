"""The steps of a rendered README work when they are typed, on a machine without uv."""

import re
import subprocess
from pathlib import Path

import pytest

from support.bare_machine import machine_without_uv, spare_the_installation
from support.command import run_goldenpath
from support.template import git

pytestmark = pytest.mark.slow

STEPS = 5
# What the last step needs cannot be had on a test machine: an account at AWS.
TYPED = 4


def test_the_steps_of_the_readme_work_when_typed(released_template: Path, tmp_path: Path) -> None:
    done = run_goldenpath(
        *("new", "orders-pipeline", "--defaults", "--template", released_template), folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    repository = tmp_path / "orders-pipeline"
    steps = re.findall(r"^\d\. \*\*.*$", (repository / "README.md").read_text(), re.M)
    assert len(steps) == STEPS
    own = machine_without_uv(tmp_path)
    spare_the_installation(repository)
    for step in steps[:TYPED]:
        (command,) = re.findall(r"`([^`]+)`", step)
        # Typed as a person would: the README is ours, and this is a test.
        ran = subprocess.run(
            ["bash", "-euc", command],
            cwd=repository,
            env=own,
            stdin=subprocess.DEVNULL,
            check=False,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
    assert (repository / "dist/function.zip").is_file()
    assert git("status", "--porcelain", folder=repository) == ""

    # The hook before a push finds uv as well.
    git("init", "--quiet", "--bare", tmp_path / "remote.git", folder=tmp_path)
    pushed = subprocess.run(
        ["git", "push", str(tmp_path / "remote.git"), "main"],
        cwd=repository,
        env=own,
        check=False,
        capture_output=True,
        text=True,
    )
    assert pushed.returncode == 0, pushed.stdout + pushed.stderr
    assert "All checks passed!" in pushed.stdout + pushed.stderr

    (repository / "new.txt").write_text("new\n")
    subprocess.run(["git", "add", "new.txt"], cwd=repository, check=True)
    author = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    refused = subprocess.run(
        ["git", *author, "commit", "--message=something"],
        cwd=repository,
        check=False,
        capture_output=True,
        text=True,
    )
    assert "not a conventional commit" in refused.stderr
