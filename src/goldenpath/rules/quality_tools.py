"""Quality tools: which there are, and that they are as strict as the tier wants them."""

import re
from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pathspec import PathSpec

from goldenpath.rules.evidence.documents import number_at, table_at, texts_at, value_at
from goldenpath.rules.evidence.project import PYPROJECT
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
_GATE_OF_CI = re.compile(r"--(?:cov-)?fail-under[= ](\d+)")
_DEAD_CODE = "vulture"
# It is coverage with a plug-in, and coverage alone will do.
_COVERAGE = "pytest-cov"
# What ruff and ty do instead.
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
_RUFF_SELECTS_BY_ITSELF = ("E4", "E7", "E9", "F")
_LINT = ("tool", "ruff", "lint")


class QualityTools(Rule):
    family = "quality tools"
    requires = frozenset({"PK01"})


class QT01(QualityTools):
    """The linter selects the rules of the tier"""

    requirements = ("5a", "7a")
    fix = "add the families to select under [tool.ruff.lint]"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """[tool.ruff.lint] selects at least the families of the ruleset.

        PLR among them refuses numbers without a name, TID251 the imports that are banned.
        """
        project = repository.root_project
        if not project.table("tool", "ruff") and not repository.root.has("ruff.toml"):
            yield Problem(message="there is no [tool.ruff].", path=PYPROJECT)
            return
        selected = project.texts(*_LINT, "select") or _RUFF_SELECTS_BY_ITSELF
        selected += project.texts(*_LINT, "extend-select")
        missing = [
            code
            for code in standard.ruleset.ruff_select.value
            if not any(_selects(chosen, code) for chosen in selected)
        ]
        if missing:
            yield Problem(
                message=f"ruff does not select {', '.join(missing)}.",
                path=PYPROJECT,
                line=project.line_of(r"^\s*select\s*="),
            )


class QT02(QualityTools):
    """The linter keeps functions small"""

    requirements = ("5b",)
    fix = "lower the limits under [tool.ruff.lint.pylint] and [tool.ruff.lint.mccabe]"
    tiers = NOT_PROTOTYPE
    requires = frozenset({"QT01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """ruff's limits on arguments, branches, returns, statements and complexity are set.

        They are no higher than those of the ruleset.
        """
        project = repository.root_project
        limits = standard.ruleset.ruff_limits.value.model_dump(by_alias=True)
        for name, most in limits.items():
            table = "mccabe" if name == "max-complexity" else "pylint"
            value = number_at(project.document, *_LINT, table, name)
            if value is None or value > most:
                said = "is not set" if value is None else f"is {value:g}"
                yield Problem(
                    message=f"{name} {said}, and is at most {most}.",
                    path=PYPROJECT,
                    line=project.line_of(rf"^\s*{name}\s*="),
                )


class QT03(QualityTools):
    """The linter ignores no more than the tier allows"""

    requirements = ("5a",)
    fix = "remove the code from ignore, and waive single lines with a noqa comment and a reason"
    requires = frozenset({"QT01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """What is selected is not switched off again for the whole repository.

        Codes outside the selected families may be ignored.
        """
        project = repository.root_project
        allowed = set(standard.ruleset.ruff_ignore.value)
        ignored = (*project.texts(*_LINT, "ignore"), *project.texts(*_LINT, "extend-ignore"))
        for code in ignored:
            # E501 is about width alone, which the formatter sees to.
            if _matters(code, standard) and code not in allowed and code != "E501":
                yield Problem(
                    message=f"{code} is ignored everywhere.",
                    path=PYPROJECT,
                    line=project.line_of(rf"[\"']{re.escape(code)}[\"']"),
                )


class QT04(QualityTools):
    """The linter looks at all of the package"""

    requirements = ("5a",)
    fix = "narrow the pattern, or waive single lines with a noqa comment and a reason"
    requires = frozenset({"QT01"})
    tiers = NOT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """Modules of the package are neither excluded nor let off families of rules.

        The ruleset lists what files of one kind may ignore.
        """
        project = repository.project
        paths = [module.path for module in repository.package_modules]
        for key in ("exclude", "extend-exclude"):
            for pattern in project.texts("tool", "ruff", key):
                if _touches(pattern, paths):
                    yield Problem(message=f"ruff excludes {pattern}.", path=PYPROJECT)
        allowed = {kind.files: set(kind.rules) for kind in standard.ruleset.ruff_file_ignores.value}
        ignores = project.table(*_LINT, "per-file-ignores")
        for pattern in ignores:
            more = set(texts_at(ignores, pattern)) - allowed.get(pattern, set())
            more = {code for code in more if _matters(code, standard)}
            # The names of other modules pass through an __init__.py; that is its use.
            if (more - {"F401", "E501"}) and _touches(pattern, paths):
                yield Problem(
                    message=f"{pattern} is let off {', '.join(sorted(more))}.",
                    path=PYPROJECT,
                    line=project.line_of(re.escape(pattern)),
                )


class QT05(QualityTools):
    """The tools of the standard are in a dependency group"""

    requirements = ("5a", "5c")
    fix = "run `uv add --dev` with the names that are missing"
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """ruff, ty, pytest and what goes with them are development dependencies, so locked.

        vulture and pip-audit have rules of their own, since not every tier wants them.
        """
        there = repository.project.depended_on | repository.root_project.depended_on
        for requirement in standard.ruleset.development_tools.value:
            name = canonicalize_name(Requirement(requirement).name)
            if name == _COVERAGE and "coverage" in there:
                continue
            # The guard of unit tests belongs to LA08.
            if name not in there and name not in (_AUDIT, _DEAD_CODE, "pytest-socket"):
                yield Problem(message=f"{name} is in no dependency group.", path=PYPROJECT)


class QT06(QualityTools):
    """Dead code is looked for"""

    requirements = ("5d",)
    fix = "add vulture to the dev group, and paths and min_confidence under [tool.vulture]"
    tiers = NOT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """vulture is there, reads the package, and is as suspicious as the ruleset asks."""
        project = repository.root_project
        if _DEAD_CODE not in project.depended_on | repository.project.depended_on:
            yield Problem(message="vulture is in no dependency group.", path=PYPROJECT)
            return
        most = standard.ruleset.vulture_confidence.value
        confidence = number_at(project.document, "tool", "vulture", "min_confidence")
        if confidence is None or confidence > most:
            said = "is not set" if confidence is None else f"is {confidence:g}"
            yield Problem(
                message=f"min_confidence {said}, and is at most {most}.",
                path=PYPROJECT,
                line=project.line_of(r"^\s*min_confidence"),
            )
        if not project.texts("tool", "vulture", "paths"):
            yield Problem(message="[tool.vulture] names no paths.", path=PYPROJECT)


class QT07(QualityTools):
    """Coverage is measured, and has a gate"""

    requirements = ("13a",)
    fix = "set fail_under under [tool.coverage.report]"
    tiers = NOT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The tests fail when they run less of the package than the ruleset asks for."""
        least = standard.ruleset.coverage_gate.value
        project = repository.project
        gate = number_at(project.document, "tool", "coverage", "report", "fail_under")
        if found := _GATE_OF_CI.search(repository.ci_commands):
            gate = max(gate or 0, float(found[1]))
        if gate is None or gate < least:
            said = "is not set" if gate is None else f"is {gate:g}"
            yield Problem(
                message=f"fail_under {said}, and is at least {least}.",
                path=PYPROJECT,
                line=project.line_of(r"^\s*fail_under"),
            )


class QT08(QualityTools):
    """The type checker is configured"""

    requirements = ("5a",)
    fix = "add a table [tool.ty] whose src.include names the package's folder"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """There is a literal [tool.ty] or a ty.toml, and the package is not excluded.

        The organisation's checker looks for the table itself, not for tables below it.
        """
        project = repository.root_project
        if repository.root.has("ty.toml"):
            return
        if value_at(project.document, "tool", "ty") is None or not project.line_of(
            r"^\[tool\.ty\]"
        ):
            yield Problem(message="there is no [tool.ty].", path=PYPROJECT)
        included = project.texts("tool", "ty", "src", "include")
        if included and not any(_covers(folder, included) for folder in repository.package_folders):
            yield Problem(
                message="[tool.ty] src.include leaves the package out.",
                path=PYPROJECT,
                line=project.line_of(r"include\s*="),
            )


class QT09(QualityTools):
    """pytest is strict, and runs all tests"""

    requirements = ("4a",)
    fix = 'set testpaths = ["tests"] and the options under [tool.pytest.ini_options]'
    tiers = LENIENT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """pytest looks in tests/, and a misspelt marker or setting is an error.

        A misspelt marker otherwise selects nothing, and the test that it was for never runs.
        """
        project = repository.project
        # pytest reads either table; in the shorter one, values are not put together of words.
        options = project.table("tool", "pytest", "ini_options") or project.table("tool", "pytest")
        line = project.line_of(r"^\[tool\.pytest")
        if "tests" not in " ".join(texts_at(options, "testpaths")).split():
            yield Problem(message="testpaths is not tests.", path=PYPROJECT, line=line)
        given = " ".join(texts_at(options, "addopts")).split()
        for option in standard.ruleset.pytest_options.value:
            setting = option.lstrip("-").replace("-", "_")
            is_set = value_at(options, setting) is True or value_at(options, "strict") is True
            if option not in given and "--strict" not in given and not is_set:
                yield Problem(message=f"addopts has no {option}.", path=PYPROJECT, line=line)


class QT10(QualityTools):
    """Dependencies can be audited"""

    requirements = ("5e",)
    fix = "run `uv add --dev pip-audit`"
    tiers = ONLY_PRODUCTION

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """pip-audit is a development dependency, so that CI can refuse known holes."""
        there = repository.project.depended_on | repository.root_project.depended_on
        if _AUDIT not in there:
            yield Problem(message="pip-audit is in no dependency group.", path=PYPROJECT)


class QT11(QualityTools):
    """No other linter or type checker is configured"""

    requirements = ("5a",)
    fix = "move what matters to [tool.ruff] or [tool.ty], and delete the other"
    tiers = ADVICE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """ruff lints and formats, ty checks types.

        A second opinion that CI does not ask for is out of date, and one that it asks for twice
        contradicts itself.
        """
        tools = table_at(repository.project.document, "tool")
        for name in _SUPERSEDED_TABLES:
            if name in tools:
                line = repository.project.line_of(rf"^\[+tool\.{name}\b")
                yield Problem(message=f"[tool.{name}] is there.", path=PYPROJECT, line=line)
        for path in _SUPERSEDED_FILES:
            if repository.folder.has(path):
                yield Problem(message=f"{path} is there.", path=path)


def _selects(chosen: str, code: str) -> bool:
    """Whether ruff's selector ``chosen`` has all that ``code`` stands for.

    A selector is the letters of a linter and the beginning of a number: S has S101, and not SIM.
    """
    if chosen == "ALL" or (chosen, _letters(code)) in {("C", "C"), ("PL", "PLR")}:
        return True
    return _letters(chosen) == _letters(code) and code.startswith(chosen)


def _letters(code: str) -> str:
    return code.rstrip("0123456789")


def _matters(code: str, standard: Standard) -> bool:
    """Whether a code is of a family that the ruleset selects, or has one."""
    families = standard.ruleset.ruff_select.value
    return any(_selects(family, code) or _selects(code, family) for family in families)


def _touches(pattern: str, paths: list[str]) -> bool:
    if pattern.startswith("!"):
        return False
    # ruff's patterns are globs from the root; a bare name is meant at any depth.
    try:
        return any(PathSpec.from_lines("gitignore", [pattern]).match_files(paths))
    except ValueError:
        return False


def _covers(folder: str, included: tuple[str, ...]) -> bool:
    roots = [path.removeprefix("./").rstrip("/*") for path in included]
    return any(root in ("", ".") or f"{folder}/".startswith(f"{root}/") for root in roots)
