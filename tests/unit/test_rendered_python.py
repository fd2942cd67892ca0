"""Every Python file that can be rendered is formatted and linted, by the rules rendered with it."""

import subprocess
import sys
from pathlib import Path

import pytest

from support.quick_render import render_quickly
from support.template import OPTIONS, combination_id, combinations

FORMAT = ("format", "--check")
LINT = ("check", "--output-format=concise")


@pytest.fixture(scope="module")
def repositories(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a repository for each combination and each option."""
    folder = tmp_path_factory.mktemp("repositories")
    for answers in [*combinations(), *OPTIONS]:
        render_quickly(template, folder / combination_id(answers), answers)
    return folder


def ruff(folder: Path, *arguments: str) -> str:
    """What ruff objects to; each file is judged by the pyproject.toml above it."""
    command = [Path(sys.executable).with_name("ruff"), *arguments, "--no-cache", "--quiet", "."]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    return done.stdout + done.stderr


def test_every_rendered_module_is_formatted(repositories: Path) -> None:
    assert ruff(repositories, *FORMAT) == ""


def test_every_rendered_module_keeps_the_linter_s_rules(repositories: Path) -> None:
    assert ruff(repositories, *LINT) == ""


@pytest.mark.parametrize(
    ("text", "objection"),
    [("x = {  'a':1 }\n", "would be reformatted"), ("import os\n", "F401"), ("assert 1\n", "S101")],
)
def test_a_module_that_breaks_the_rules_is_found(
    template: Path, tmp_path: Path, text: str, objection: str
) -> None:
    repository = render_quickly(template, tmp_path / "repo", {"shape": "lambda-pipeline"})
    (repository / "src/added.py").write_text(text)
    assert objection in ruff(repository, *FORMAT) + ruff(repository, *LINT)
