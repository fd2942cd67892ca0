"""Every sanctioned repository locks, installs, lints, types and tests for real.

Repositories of one shape differ between organisations, tiers and dialects in what is linted and how
strictly, and hardly in what is tested. So each is locked, installed, linted and typed. What takes
long is done once for all that have the same inputs, byte by byte, which is asserted or looked up:

- Tests, and the checks that only one shape has, run in one of those whose code, tests, dependencies
  and test settings are the same; of organisations that have a package of their own the names may
  differ. Of two variants of a shape, the plainer one starts no service. `pytest --every-suite` runs
  all of it in each.
- A lock is resolved once for each set of dependencies. The others get a copy of it, and
  `uv lock --check` says whether it is theirs.
- Repositories of one shape and Python share an environment, into which each is installed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from goldenpath.operations.render.answers import Answer

from llm_stand_in.llm_repository import redirections
from support.template import (
    OPTIONS,
    catalogue,
    combination_id,
    combinations,
    files_of,
    render,
)

pytestmark = pytest.mark.slow

# The union of what any ruleset of the organisations selects, as their checkers call ruff.
UNION = ["--select=E,F,I,UP,B,SIM,S,C4,C90,PLR,RUF", "--ignore=E501"]
CHECKS = (
    ("run", "--no-sync", "ruff", "check"),
    ("run", "--no-sync", "ruff", "check", *UNION),
    ("run", "--no-sync", "ruff", "format", "--check"),
    ("run", "--no-sync", "ty", "check"),
    ("run", "--no-sync", "vulture"),
)
SUITE = ("run", "--no-sync", "pytest", "--cov", "--quiet")
# Without the tests that start the service or the agent, which another variant of the shape runs.
INNER_SUITE = ("run", "--no-sync", "pytest", "--quiet", "tests/unit", "tests/integration")
TOTAL = re.compile(r"^TOTAL .* (\d+)%$", re.M)
# Of whatever runs these tests; a rendered repository has its own.
FOREIGN = ("VIRTUAL_ENV", "PYTHONPATH", "PYTEST_", "COV_", "COVERAGE_", "UV_PROJECT")
# No test of a rendered repository reads these.
UNTESTED = re.compile(
    r"^(\.(?!env\.)[^/]+$|\.github/|\.husky/|[A-Z]+\.md|repo-metadata\.yaml|renovate\.json"
    rf"|Dockerfile|{'|'.join(re.escape(it.standards.file) for it in catalogue().organisations)})"
)
LAMBDA = {"shape": "lambda-pipeline", "organisation": "palindrom-ai"}
LLM = {"shape": "llm-service", "organisation": "progression-labs"}
AGENT = {"shape": "livekit-agent", "organisation": "palindrom-ai"}
TESTED = (LAMBDA, LLM, AGENT)
HARD_TO_WRITE = {
    "project_name": "The longest name that a project can have",
    "description": "Quotes \" and ' and \\ and {{ braces }} 🚀 \u2013 \u201ctypographic\u201d",
}
# Combinations that are no product of shape, organisation, tier and dialect.
OTHERS: tuple[Mapping[str, Answer], ...] = (
    {**LAMBDA, "python_version": "3.12", **HARD_TO_WRITE},
    # The other organisation's package, beneath all that an LLM service can have.
    {**LLM, "organisation": "palindrom-ai", "with_rag": True, **HARD_TO_WRITE},
    # The two ways in which agents differ, in one.
    {**AGENT, "voice_provider": "openai", "python_version": "3.12"},
)
# Answers with which the tests that run are others.
OTHERWISE_TESTED = {"project_name", "python_version", "voice_provider", "with_rag"}


def import_of(module: str) -> str:
    """The line that imports an organisation's llm package as a whole."""
    parent, _, name = module.rpartition(".")
    named = name if name == "llm" else f"{name} as llm"
    return f"from {parent} import {named}" if parent else f"import {named}"


# How organisations name their packages, and where they keep them; the longest first.
NAMES = {
    name.encode(): replacement.encode()
    for organisation in catalogue().organisations
    for name, replacement in (
        (str(organisation.packages.llm.source), "SOURCE"),
        (organisation.packages.llm.distribution, "DISTRIBUTION"),
        (import_of(organisation.packages.llm.module), "import MODULE as llm"),
        (organisation.packages.llm.module, "MODULE"),
        (organisation.name, "ORGANISATION"),
    )
}


@dataclass(frozen=True)
class Workshop:
    """Where repositories are tried: those of a worker share one environment, as they can."""

    template: Path
    folder: Path
    environment: Mapping[str, str]
    runs_every_suite: bool

    def uv(self, *arguments: str, repository: Path) -> str:
        """Run uv, which must succeed, and return what it printed."""
        done = subprocess.run(
            [os.environ.get("UV", "uv"), *arguments],
            cwd=repository,
            env={**self.environment, **self._own_environment(repository)},
            stdin=subprocess.DEVNULL,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"uv {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def tested_like(self, answers: Mapping[str, Answer]) -> Path:
        """The repository whose tests run for a combination too."""
        repository = self.folder / "tested" / str(answers["shape"])
        if not repository.exists():
            render(self.template, repository, combination_tested_for(answers))
        return repository

    def install(self, repository: Path) -> None:
        """Lock, or prove that another repository's lock is this one's too, and install from it."""
        known = self.folder / f"{digest_of_locked(repository)}.lock"
        if known.exists():
            shutil.copy(known, repository / "uv.lock")
        else:
            self.uv("lock", "--quiet", repository=repository)
            shutil.copy(repository / "uv.lock", known)
        self.uv("lock", "--check", "--quiet", repository=repository)
        self.uv("sync", "--locked", "--quiet", repository=repository)

    def _own_environment(self, repository: Path) -> Mapping[str, str]:
        answers = yaml.safe_load((repository / ".copier-answers.yml").read_text())
        name = f"{answers['shape']}-{answers['python_version']}"
        return {"UV_PROJECT_ENVIRONMENT": str(self.folder / name)}


def digest_of_locked(repository: Path) -> str:
    """A digest of everything that decides what is in the lock."""
    settings = tomllib.loads((repository / "pyproject.toml").read_text())
    # The lock holds the project's name and, of its metadata, what is required.
    project = {key: settings["project"][key] for key in ("name", "requires-python", "dependencies")}
    inputs = (project, settings["dependency-groups"], settings["tool"].get("uv"))
    return hashlib.sha256(repr(inputs).encode()).hexdigest()


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
    return {
        path: hashlib.sha256(without_names(content)).hexdigest()
        for path, content in contents.items()
    }


def without_names(content: bytes) -> bytes:
    """A file's content without the names of its organisation, its lines in an order of no name."""
    for name in sorted(NAMES, key=len, reverse=True):
        content = content.replace(name, NAMES[name])
    # Imports and dependencies are sorted by name.
    return b"\n".join(sorted(content.splitlines()))


def combination_tested_for(answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The combination whose tests run, of those that a combination is tested like."""
    return next(tested for tested in TESTED if tested["shape"] == answers["shape"])


def gate_of(repository: Path) -> int:
    settings = tomllib.loads((repository / "pyproject.toml").read_text())
    return settings["tool"]["coverage"]["report"].get("fail_under", 0)


def checks_of(shape: str) -> list[list[str]]:
    """What CI runs for this shape beside the checks that every shape has."""
    (known,) = [known for known in catalogue().shapes if known.name == shape]
    return [check.run.removeprefix("uv ").split() for check in known.checks]


@pytest.fixture(scope="session")
def workshop(
    template: Path, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Workshop:
    own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    folder = tmp_path_factory.mktemp("workshop")
    return Workshop(
        template=template,
        folder=folder,
        environment=own | redirections(folder),
        runs_every_suite=pytestconfig.getoption("--every-suite"),
    )


# The steps of the pipeline's README run its tests: test_rendered_readme.py.
@pytest.mark.parametrize("answers", OTHERS, ids=combination_id)
def test_the_tests_of_a_rendered_repository_pass(
    template: Path, workshop: Workshop, tmp_path: Path, answers: Mapping[str, Answer]
) -> None:
    repository = render(template, tmp_path / "repo", answers)
    workshop.install(repository)
    for check in checks_of(str(answers["shape"])):
        workshop.uv(*check, repository=repository)
    printed = workshop.uv(*SUITE, repository=repository)
    total = TOTAL.search(printed)
    assert total, printed
    # The strictest gate that any tier has: what holds here holds for the others.
    assert int(total[1]) >= gate_of(repository) == 90


@pytest.mark.parametrize("answers", [LLM, AGENT], ids=combination_id)
def test_the_inner_tests_of_a_plainer_variant_pass(
    template: Path, workshop: Workshop, tmp_path: Path, answers: Mapping[str, Answer]
) -> None:
    repository = render(template, tmp_path / "repo", answers)
    workshop.install(repository)
    workshop.uv(*INNER_SUITE, repository=repository)


@pytest.mark.parametrize("answers", [*combinations(), *OPTIONS, *OTHERS], ids=combination_id)
def test_a_rendered_repository_passes_its_checks(
    template: Path, workshop: Workshop, tmp_path: Path, answers: Mapping[str, Answer]
) -> None:
    repository = render(template, tmp_path / "repo", answers)
    if not OTHERWISE_TESTED & answers.keys():
        tested = workshop.tested_like(answers)
        assert digest_of_tested(repository) == digest_of_tested(tested)
        assert gate_of(repository) <= gate_of(tested)
    workshop.install(repository)
    for check in CHECKS:
        workshop.uv(*check, repository=repository)
    if workshop.runs_every_suite:
        for check in (*checks_of(str(answers["shape"])), SUITE):
            workshop.uv(*check, repository=repository)
