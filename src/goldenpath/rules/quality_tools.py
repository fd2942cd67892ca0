"""Rules about quality tools: which tools are used, and that they are as strict as the tier asks."""

import re
from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.rules.evidence.documents import (
    number_at,
    table_at,
    text_at,
    texts_at,
    value_at,
)
from goldenpath.rules.evidence.ini import COVERAGE_SECTIONS, PYTEST_SECTIONS, first_section
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import (
    ADVICE,
    LENIENT_PROTOTYPE,
    NOT_PROTOTYPE,
    ONLY_PRODUCTION,
    Problem,
    Rule,
)
from goldenpath.rules.standard import Standard

_AUDIT = "pip-audit"
_FAIL_UNDER_OPTION = re.compile(r"--(?:cov-)?fail-under[= ](\d{1,3})\b")
_NUMBER = re.compile(r"(\d{1,3})\b")
_DEAD_CODE = "vulture"
# pytest-cov is a pytest plug-in for coverage; coverage without the plug-in is enough.
_COVERAGE = "pytest-cov"
# The tables and files of tools that ruff and ty replace.
_SUPERSEDED_TABLES = ("black", "flake8", "isort", "mypy", "pylint", "pyright", "pytype", "yapf")
_SUPERSEDED_FILES = (
    ".flake8",
    ".isort.cfg",
    ".pylintrc",
    "mypy.ini",
    ".mypy.ini",
    "pylintrc",
    "pyrightconfig.json",
)


class QualityTools(Rule):
    family = "quality tools"
    requires = frozenset({"PK01"})


class QT05(QualityTools):
    """The tools of the standard are in a dependency group"""

    requirements = ("5a", "5c")
    fix = "run `uv add --dev` with the names that are missing"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """ruff, ty, pytest and their plug-ins are development dependencies, so uv.lock pins them.

        vulture and pip-audit have their own rules, because not every tier asks for them.
        """
        there = repository.project.depended_on | repository.root_project.depended_on
        for requirement in standard.ruleset.development_tools.value:
            name = canonicalize_name(Requirement(requirement).name)
            if name == _COVERAGE and "coverage" in there:
                continue
            # LA08 checks pytest-socket.
            if name not in there and name not in (_AUDIT, _DEAD_CODE, "pytest-socket"):
                yield Problem(message=f"{name} is in no dependency group.", path=PROJECT_FILE)


class QT06(QualityTools):
    """A tool looks for dead code"""

    requirements = ("5d",)
    fix = "add vulture to the dev group, and paths and min_confidence under [tool.vulture]"
    tiers = NOT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """vulture is a dependency, reads the package, and is as strict as the ruleset asks."""
        project = repository.root_project
        if _DEAD_CODE not in project.depended_on | repository.project.depended_on:
            yield Problem(message="vulture is in no dependency group.", path=PROJECT_FILE)
            return
        most = standard.ruleset.vulture_confidence.value
        confidence = number_at(project.document, "tool", "vulture", "min_confidence")
        if confidence is None or confidence > most:
            said = "is not set" if confidence is None else f"is {confidence:g}"
            yield Problem(
                message=f"min_confidence {said}, and must be at most {most}.",
                path=PROJECT_FILE,
                line=project.line_of(r"^\s*min_confidence"),
            )
        if not project.texts("tool", "vulture", "paths"):
            yield Problem(message="[tool.vulture] names no paths.", path=PROJECT_FILE)


class QT07(QualityTools):
    """Tests fail if coverage is too low"""

    requirements = ("13a",)
    fix = "set fail_under under [tool.coverage.report]"
    tiers = NOT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """fail_under is set, so the tests fail if they cover less than the ruleset asks for."""
        least = standard.ruleset.coverage_gate.value
        project = repository.project
        gate = number_at(project.document, "tool", "coverage", "report", "fail_under")
        in_ini = text_at(first_section(repository.folder, COVERAGE_SECTIONS), "fail_under")
        for said in (
            _FAIL_UNDER_OPTION.search(repository.ci_commands),
            _NUMBER.match(in_ini or ""),
        ):
            gate = max(gate or 0, float(said[1])) if said else gate
        if gate is None or gate < least:
            said = "is not set" if gate is None else f"is {gate:g}"
            yield Problem(
                message=f"fail_under {said}, and must be at least {least}.",
                path=PROJECT_FILE,
                line=project.line_of(r"^\s*fail_under"),
            )


class QT08(QualityTools):
    """The type checker is configured"""

    requirements = ("5a",)
    fix = "add a table [tool.ty] whose src.include names the package's folder"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """There is a table [tool.ty] or a ty.toml, and the package is not excluded.

        The line [tool.ty] itself must exist: the organisation's checker does not accept a table
        below it instead.
        """
        project = repository.root_project
        if repository.root.has("ty.toml"):
            return
        if value_at(project.document, "tool", "ty") is None or not project.line_of(
            r"^\[tool\.ty\]"
        ):
            yield Problem(message="there is no table [tool.ty].", path=PROJECT_FILE)
        included = project.texts("tool", "ty", "src", "include")
        if included and not any(_covers(folder, included) for folder in repository.package_folders):
            yield Problem(
                message="src.include of [tool.ty] does not include the package.",
                path=PROJECT_FILE,
                line=project.line_of(r"include\s*="),
            )


class QT09(QualityTools):
    """pytest is strict and runs all tests"""

    requirements = ("4a",)
    fix = 'set testpaths = ["tests"] and the options under [tool.pytest.ini_options]'
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """pytest reads tests/, and reports a misspelt marker or setting as an error.

        Otherwise a misspelt marker selects no test, and the test that it should select never runs.
        """
        project = repository.project
        # pytest reads one of two tables. In the shorter one, [tool.pytest], values are lists and
        # not strings of words.
        options = project.table("tool", "pytest", "ini_options") or project.table("tool", "pytest")
        options = options or first_section(repository.folder, PYTEST_SECTIONS)
        line = project.line_of(r"^\[tool\.pytest")
        if "tests" not in " ".join(texts_at(options, "testpaths")).split():
            yield Problem(message="testpaths is not tests.", path=PROJECT_FILE, line=line)
        given = " ".join(texts_at(options, "addopts")).split()
        for option in standard.ruleset.pytest_options.value:
            setting = option.lstrip("-").replace("-", "_")
            is_set = value_at(options, setting) is True or value_at(options, "strict") is True
            if option not in given and "--strict" not in given and not is_set:
                yield Problem(message=f"addopts has no {option}.", path=PROJECT_FILE, line=line)


class QT10(QualityTools):
    """Dependencies can be audited"""

    requirements = ("5e",)
    fix = "run `uv add --dev pip-audit`"
    tiers = ONLY_PRODUCTION

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """pip-audit is a development dependency, so that CI can refuse known vulnerabilities."""
        there = repository.project.depended_on | repository.root_project.depended_on
        if _AUDIT not in there:
            yield Problem(message="pip-audit is in no dependency group.", path=PROJECT_FILE)


class QT11(QualityTools):
    """No other linter or type checker is configured"""

    requirements = ("5a",)
    fix = "move the settings that you need to [tool.ruff] or [tool.ty], and delete the others"
    tiers = ADVICE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Only ruff lints and formats, and only ty checks types.

        A second tool that CI does not run becomes out of date, and one that CI runs can contradict
        the first.
        """
        tools = table_at(repository.project.document, "tool")
        for name in _SUPERSEDED_TABLES:
            if name in tools:
                line = repository.project.line_of(rf"^\[+tool\.{name}\b")
                yield Problem(
                    message=f"there is a table [tool.{name}].", path=PROJECT_FILE, line=line
                )
        for path in _SUPERSEDED_FILES:
            if repository.folder.has(path):
                yield Problem(message=f"there is a file {path}.", path=path)


def _covers(folder: str, included: tuple[str, ...]) -> bool:
    roots = [path.removeprefix("./").rstrip("/*") for path in included]
    return any(root in ("", ".") or f"{folder}/".startswith(f"{root}/") for root in roots)
