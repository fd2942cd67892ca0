"""docs/how-to/undo-an-update.md, followed: each update is undone, and what came later stays."""

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from goldenpath.model.update import ManagedChoice, UpdateState

from support.small_template import PYPROJECT, Repository, SmallTemplate, new_repository
from support.template import ROOT, git

HOOK = "#!/bin/sh\nset -eu\nuv run pytest\n"
UPDATE = "The update is the last commit, and not pushed"
PUSHED = "The update is pushed, or other commits are on top"
LOCKED = "A commit on top has changed uv.lock too"
REPLACED = "Only what `--managed template` replaced"
BRANCH = "The update is on a branch"


def follow(repository: Repository, section: str, exit_code: int = 0) -> None:
    """Type the commands of one section."""
    tokens = MarkdownIt().parse((ROOT / "docs/how-to/undo-an-update.md").read_text())
    heading = ""
    found = []
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            heading = inside.content
        elif inside.type == "fence" and heading == section:
            found.append(inside.content)
    (script,) = found
    done = subprocess.run(
        ["sh", "-e"], cwd=repository.root, input=script, capture_output=True, text=True, check=False
    )
    assert done.returncode == exit_code, done.stdout + done.stderr


@pytest.fixture
def old(small: SmallTemplate, tmp_path: Path) -> Repository:
    """A repository with a lock, in whose hook the team and the template differ."""
    project = PYPROJECT.replace('  "pydantic>=2",\n', "").replace(
        '"pytest>=8",\n  "ruff>=0.12",', ""
    )
    small.release(
        "v1.0.5",
        {".husky/pre-push": HOOK, "pyproject.toml.jinja": project},
        copier_yml=(
            (small.folder / "copier.yml")
            .read_text()
            .replace("    - /hooks/\n", "    - /hooks/\n    - /.husky/\n")
        ),
    )
    repository = new_repository(small.folder, tmp_path / "old", version="v1.0.5")
    lock(repository)
    repository.edit(".husky/pre-push", "set -eu\n", "set -e\n")
    repository.edit("ci/build.yml", "step 8\n", "step 8 of ours\n")
    small.release(
        "v1.1.0",
        {
            ".husky/pre-push": HOOK.replace("set -eu\n", "set -euo pipefail\n"),
            "ci/more.yml": "more\n",
            "src/app.py": "print('better')\n",
            "pyproject.toml.jinja": project.replace(">=3.13", ">=3.12"),
        },
    )
    return repository


def lock(repository: Repository) -> None:
    subprocess.run(["uv", "lock", "--offline", "--quiet"], cwd=repository.root, check=True)
    repository.commit()


def updated(repository: Repository) -> str:
    """Update to the template's side, seeded files too; the commit before."""
    before = repository.head()
    report = repository.update(managed=ManagedChoice.TEMPLATE, seeded=(), lock=True)
    assert report.state is UpdateState.UPDATED
    assert report.is_locked
    return before


def differing(repository: Repository, commit: str) -> list[str]:
    return git("diff", "--name-only", commit, folder=repository.root).split()


def test_the_last_commit(old: Repository) -> None:
    before = updated(old)
    follow(old, UPDATE)
    assert old.head() == before
    assert old.status() == ""
    assert old.update(managed=ManagedChoice.TEMPLATE).state is UpdateState.UPDATED


def test_with_commits_on_top_and_then_again(old: Repository) -> None:
    before = updated(old)
    old.write("src/own.py", "ours\n")
    old.edit("ci/build.yml", "step 1\n", "step 1 of ours\n")
    follow(old, PUSHED)
    assert differing(old, before) == ["ci/build.yml", "src/own.py"]
    report = old.update(managed=ManagedChoice.TEMPLATE, seeded=())
    assert report.state is UpdateState.UPDATED
    assert old.read("src/app.py") == "print('better')\n"
    assert "step 1 of ours" in old.read("ci/build.yml")


@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is needed")
def test_with_a_lock_that_was_changed_on_top(old: Repository) -> None:
    before = updated(old)
    # It stands in the lock beside the version of Python, which the update has changed.
    project = old.read("pyproject.toml")
    old.write("pyproject.toml", f"{project}\n[tool.uv]\nenvironments = [\"os_name == 'posix'\"]\n")
    lock(old)
    follow(old, PUSHED, exit_code=1)
    assert "uv.lock" in git("diff", "--name-only", "--diff-filter=U", folder=old.root)
    follow(old, LOCKED)
    assert differing(old, before) == ["pyproject.toml", "uv.lock"]
    subprocess.run(["uv", "lock", "--check", "--offline", "--quiet"], cwd=old.root, check=True)


def test_only_what_was_replaced(old: Repository) -> None:
    updated(old)
    follow(old, REPLACED)
    assert "set -e\n" in old.read(".husky/pre-push")
    assert old.read("ci/more.yml") == "more\n"


def test_on_a_branch(old: Repository) -> None:
    before = old.head()
    old.update(managed=ManagedChoice.TEMPLATE, branch="goldenpath/update")
    follow(old, BRANCH)
    assert old.head() == before
    assert "goldenpath/update" not in git("branch", folder=old.root)
