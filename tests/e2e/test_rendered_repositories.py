"""Every sanctioned repository locks, installs, lints, types and tests for real.

Repositories of one shape differ between organisations, tiers and dialects in what is linted and how
strictly, and hardly in what is tested. So each is locked, installed, linted and typed; and its
tests run in one of those whose code, tests, dependencies and test settings are the same, byte by
byte, which is asserted. `pytest --every-suite` runs the tests of each.
"""

import hashlib
import os
import re
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from goldenpath.operations.render.answers import Answer

from llm_stand_in.llm_repository import redirections
from support.template import catalogue, combination_id, combinations, files_of, render

# The union of what any ruleset of the organisations selects, as their checkers call ruff.
UNION = ["--select=E,F,I,UP,B,SIM,S,C4,C90,PLR,RUF", "--ignore=E501"]
CHECKS = (
    ("lock", "--check"),
    ("run", "--no-sync", "ruff", "check"),
    ("run", "--no-sync", "ruff", "check", *UNION),
    ("run", "--no-sync", "ruff", "format", "--check"),
    ("run", "--no-sync", "ty", "check"),
    ("run", "--no-sync", "vulture"),
)
SUITE = ("run", "--no-sync", "pytest", "--cov", "--quiet")
TOTAL = re.compile(r"^TOTAL .* (\d+)%$", re.M)
# Of whatever runs these tests; a rendered repository has its own.
FOREIGN = ("VIRTUAL_ENV", "PYTHONPATH", "PYTEST_", "COV_", "COVERAGE_", "UV_PROJECT")
# No test of a rendered repository reads these.
UNTESTED = re.compile(
    r"^(\.github/|\.husky/|\.copier-answers\.yml|[A-Z]+\.md|check\.toml|standards\.toml"
    r"|repo-metadata\.yaml|Dockerfile|\.dockerignore)"
)
LAMBDA = {"shape": "lambda-pipeline", "organisation": "palindrom-ai"}
LLM = {"shape": "llm-service", "organisation": "progression-labs"}
# A shape on the organisation's packages is another one for each organisation.
TESTED = (LAMBDA, LLM, {**LLM, "organisation": "palindrom-ai"})
# Combinations that are no product of shape, organisation, tier and dialect.
OTHERS = (
    {**LAMBDA, "python_version": "3.12"},
    {
        **LAMBDA,
        "project_name": "The longest name that a project can have",
        "description": "Quotes \" and ' and \\ and {{ braces }} 🚀 \u2013 \u201ctypographic\u201d",
    },
)


@dataclass(frozen=True)
class Workshop:
    """Where repositories are tried: those of a worker share one environment, as they can."""

    environment: Mapping[str, str]
    runs_every_suite: bool

    def uv(self, *arguments: str, repository: Path) -> str:
        """Run uv, which must succeed, and return what it printed."""
        done = subprocess.run(
            [os.environ.get("UV", "uv"), *arguments],
            cwd=repository,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"uv {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def digest_of_tested(repository: Path) -> Mapping[str, str]:
    """A digest of every file that the repository's tests could depend on."""
    contents = {
        str(path): (repository / path).read_bytes()
        for path in files_of(repository)
        if not UNTESTED.match(str(path)) and path.name != "pyproject.toml"
    }
    settings = tomllib.loads((repository / "pyproject.toml").read_text())
    settings["tool"].pop("ruff")
    settings["tool"]["coverage"]["report"].pop("fail_under", None)
    contents["pyproject.toml"] = repr(settings).encode()
    return {path: hashlib.sha256(content).hexdigest() for path, content in contents.items()}


def combination_tested_for(answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The combination whose tests run, of those that a combination is tested like."""
    same = {"shape", "organisation"} if answers["shape"] == LLM["shape"] else {"shape"}
    return next(tested for tested in TESTED if all(tested[name] == answers[name] for name in same))


def gate_of(repository: Path) -> int:
    settings = tomllib.loads((repository / "pyproject.toml").read_text())
    return settings["tool"]["coverage"]["report"].get("fail_under", 0)


def checks_of(shape: str) -> list[list[str]]:
    """What CI runs for this shape beside the checks that every shape has."""
    (known,) = [known for known in catalogue().shapes if known.name == shape]
    return [check.run.removeprefix("uv ").split() for check in known.checks]


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Workshop:
    own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    folder = tmp_path_factory.mktemp("workshop")
    shared = {"UV_PROJECT_ENVIRONMENT": str(folder / "venv")}
    return Workshop(
        environment=own | shared | redirections(folder),
        runs_every_suite=pytestconfig.getoption("--every-suite"),
    )


@pytest.mark.slow
@pytest.mark.parametrize("answers", [*TESTED, *OTHERS], ids=combination_id)
def test_the_tests_of_a_rendered_repository_pass(
    template: Path, workshop: Workshop, tmp_path: Path, answers: Mapping[str, Answer]
) -> None:
    repository = render(template, tmp_path / "repo", answers)
    workshop.uv("sync", "--quiet", repository=repository)
    printed = workshop.uv(*SUITE, repository=repository)
    total = TOTAL.search(printed)
    assert total, printed
    # The strictest gate that any tier has: what holds here holds for the others.
    assert int(total[1]) >= gate_of(repository) == 90


@pytest.mark.slow
@pytest.mark.parametrize(
    "answers", [*combinations(), *OTHERS, {**LLM, "with_container": False}], ids=combination_id
)
def test_a_rendered_repository_passes_its_checks(
    template: Path, workshop: Workshop, tmp_path: Path, answers: Mapping[str, Answer]
) -> None:
    repository = render(template, tmp_path / "repo", answers)
    if answers not in OTHERS:
        tested = render(template, tmp_path / "tested", combination_tested_for(answers))
        assert digest_of_tested(repository) == digest_of_tested(tested)
        assert gate_of(repository) <= gate_of(tested)
    workshop.uv("lock", "--quiet", repository=repository)
    workshop.uv("sync", "--locked", "--quiet", repository=repository)
    for check in (*CHECKS, *checks_of(str(answers["shape"]))):
        workshop.uv(*check, repository=repository)
    if workshop.runs_every_suite:
        workshop.uv(*SUITE, repository=repository)
