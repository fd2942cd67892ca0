"""Every sanctioned repository locks, installs, lints, types and tests for real."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from goldenpath.operations.render.answers import Answer

from support.template import combination_id, combinations, render

# The union of what any ruleset of the organisations selects, as their checkers call ruff.
UNION = ["--select=E,F,I,UP,B,SIM,S,C4,C90,PLR,RUF", "--ignore=E501"]
CHECKS = (
    ("lock", "--check"),
    ("run", "--no-sync", "ruff", "check"),
    ("run", "--no-sync", "ruff", "check", *UNION),
    ("run", "--no-sync", "ruff", "format", "--check"),
    ("run", "--no-sync", "ty", "check"),
    ("run", "--no-sync", "vulture"),
    ("run", "--no-sync", "cfn-lint", "template.yaml"),
    ("run", "--no-sync", "pytest", "--cov", "--quiet"),
)
# Of whatever runs these tests; a rendered repository has its own.
FOREIGN = ("VIRTUAL_ENV", "PYTHONPATH", "PYTEST_", "COV_", "COVERAGE_", "UV_PROJECT")


def cases() -> Iterator[Mapping[str, Answer]]:
    yield from combinations()
    first = next(combinations())
    yield {**first, "python_version": "3.12"}
    yield {
        **first,
        "project_name": "The longest name that a project can have",
        "description": "Quotes \" and ' and \\ and {{ braces }} 🚀 \u2013 \u201ctypographic\u201d",
    }


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """One virtual environment for all repositories of this worker: they install the same."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return own | {"UV_PROJECT_ENVIRONMENT": str(tmp_path_factory.mktemp("environment") / "venv")}


def uv(*arguments: str, repository: Path, environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        [os.environ.get("UV", "uv"), *arguments],
        cwd=repository,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"uv {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"


@pytest.mark.slow
@pytest.mark.parametrize("answers", list(cases()), ids=combination_id)
def test_a_rendered_repository_passes_all_its_own_checks(
    template: Path, environment: Mapping[str, str], tmp_path: Path, answers: Mapping[str, Answer]
) -> None:
    repository = render(template, tmp_path / "repo", answers)
    uv("lock", "--quiet", repository=repository, environment=environment)
    uv("sync", "--locked", "--quiet", repository=repository, environment=environment)
    for check in CHECKS:
        uv(*check, repository=repository, environment=environment)
