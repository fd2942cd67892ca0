"""Rules about the linter: ruff selects what the tier asks for, and reads the whole package."""

import re
from collections.abc import Iterator

from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.rules.evidence.documents import number_at, table_at, texts_at
from goldenpath.rules.evidence.patterns import compiled
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.quality_tools import QualityTools
from goldenpath.rules.rule import (
    NOT_PROTOTYPE,
    Problem,
)
from goldenpath.rules.standard import Standard

_RUFF_SELECTS_BY_ITSELF = ("E4", "E7", "E9", "F")
_LINT = "lint"


class QT01(QualityTools):
    """The linter selects the rules of the tier"""

    requirements = ("5a", "7a")
    fix = "add the families to select under [tool.ruff.lint]"

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """[tool.ruff.lint] selects at least the families of the ruleset.

        For example, PLR refuses numbers without a name, and TID251 refuses banned imports.
        """
        if not repository.ruff:
            yield Problem(message="there is no [tool.ruff].", path=PROJECT_FILE)
            return
        selected = texts_at(repository.ruff, _LINT, "select") or _RUFF_SELECTS_BY_ITSELF
        selected += texts_at(repository.ruff, _LINT, "extend-select")
        missing = [
            code
            for code in standard.ruleset.ruff_select.value
            if not any(_selects(chosen, code) for chosen in selected)
        ]
        if missing:
            yield Problem(
                message=f"ruff does not select {', '.join(missing)}.",
                path=PROJECT_FILE,
                line=repository.root_project.line_of(r"^\s*select\s*="),
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

        None of them is higher than the limit of the ruleset.
        """
        project = repository.root_project
        limits = standard.ruleset.ruff_limits.value.model_dump(by_alias=True)
        for name, most in limits.items():
            table = "mccabe" if name == "max-complexity" else "pylint"
            value = number_at(repository.ruff, _LINT, table, name)
            if value is None or value > most:
                said = "is not set" if value is None else f"is {value:g}"
                yield Problem(
                    message=f"{name} {said}, and must be at most {most}.",
                    path=PROJECT_FILE,
                    line=project.line_of(rf"^\s*{name}\s*="),
                )


class QT03(QualityTools):
    """The linter ignores no more than the tier allows"""

    requirements = ("5a",)
    fix = "remove the code from ignore, and waive single lines with a noqa comment and a reason"
    requires = frozenset({"QT01"})

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """The codes that the ruleset selects are not ignored for the whole repository.

        Codes outside the selected families may be ignored.
        """
        project = repository.root_project
        allowed = set(standard.ruleset.ruff_ignore.value)
        ignored = texts_at(repository.ruff, _LINT, "ignore")
        ignored += texts_at(repository.ruff, _LINT, "extend-ignore")
        for code in ignored:
            # E501 is only about the width of lines, which the formatter controls.
            if _matters(code, standard) and code not in allowed and code != "E501":
                yield Problem(
                    message=f"{code} is ignored everywhere.",
                    path=PROJECT_FILE,
                    line=project.line_of(rf"[\"']{re.escape(code)}[\"']"),
                )


class QT04(QualityTools):
    """The linter reads the whole package"""

    requirements = ("5a",)
    fix = "narrow the pattern, or waive single lines with a noqa comment and a reason"
    requires = frozenset({"QT01"})
    tiers = NOT_PROTOTYPE

    @staticmethod
    def find(repository: Repository, standard: Standard) -> Iterator[Problem]:
        """No module of the package is excluded or ignores families of rules.

        The ruleset lists the codes that files of one kind may ignore.
        """
        project = repository.project
        paths = [module.path for module in repository.package_modules]
        for key in ("exclude", "extend-exclude"):
            for pattern in texts_at(repository.ruff, key):
                if _touches(pattern, paths):
                    yield Problem(message=f"ruff excludes {pattern}.", path=PROJECT_FILE)
        allowed = {kind.files: set(kind.rules) for kind in standard.ruleset.ruff_file_ignores.value}
        ignores = table_at(repository.ruff, _LINT, "per-file-ignores")
        for pattern in ignores:
            more = set(texts_at(ignores, pattern)) - allowed.get(pattern, set())
            more = {code for code in more if _matters(code, standard)}
            # F401 is allowed, because an __init__.py imports names to export them.
            if (more - {"F401", "E501"}) and _touches(pattern, paths):
                yield Problem(
                    message=f"{pattern} ignores {', '.join(sorted(more))}.",
                    path=PROJECT_FILE,
                    line=project.line_of(re.escape(pattern)),
                )


def _selects(chosen: str, code: str) -> bool:
    """Return whether ruff's selector ``chosen`` selects everything that ``code`` selects.

    A selector is the letters of a linter and the first digits of a number: S includes S101, but
    does not include SIM.
    """
    if chosen == "ALL" or (chosen, _letters(code)) in {("C", "C"), ("PL", "PLR")}:
        return True
    return _letters(chosen) == _letters(code) and code.startswith(chosen)


def _letters(code: str) -> str:
    return code.rstrip("0123456789")


def _matters(code: str, standard: Standard) -> bool:
    """Return whether a code belongs to a family that the ruleset selects, or contains one."""
    families = standard.ruleset.ruff_select.value
    return any(_selects(family, code) or _selects(code, family) for family in families)


def _touches(pattern: str, paths: list[str]) -> bool:
    if pattern.startswith("!"):
        return False
    # ruff's patterns are globs from the root; a name without a slash matches at any depth.
    return any(compiled([pattern]).match_files(paths))
