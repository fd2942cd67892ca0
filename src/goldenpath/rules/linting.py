"""Linting: ruff selects what the tier asks for, and looks at all of the package."""

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

        PLR among them refuses numbers without a name, TID251 the imports that are banned.
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

        They are no higher than those of the ruleset.
        """
        project = repository.root_project
        limits = standard.ruleset.ruff_limits.value.model_dump(by_alias=True)
        for name, most in limits.items():
            table = "mccabe" if name == "max-complexity" else "pylint"
            value = number_at(repository.ruff, _LINT, table, name)
            if value is None or value > most:
                said = "is not set" if value is None else f"is {value:g}"
                yield Problem(
                    message=f"{name} {said}, and is at most {most}.",
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
        """What is selected is not switched off again for the whole repository.

        Codes outside the selected families may be ignored.
        """
        project = repository.root_project
        allowed = set(standard.ruleset.ruff_ignore.value)
        ignored = texts_at(repository.ruff, _LINT, "ignore")
        ignored += texts_at(repository.ruff, _LINT, "extend-ignore")
        for code in ignored:
            # E501 is about width alone, which the formatter sees to.
            if _matters(code, standard) and code not in allowed and code != "E501":
                yield Problem(
                    message=f"{code} is ignored everywhere.",
                    path=PROJECT_FILE,
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
            for pattern in texts_at(repository.ruff, key):
                if _touches(pattern, paths):
                    yield Problem(message=f"ruff excludes {pattern}.", path=PROJECT_FILE)
        allowed = {kind.files: set(kind.rules) for kind in standard.ruleset.ruff_file_ignores.value}
        ignores = table_at(repository.ruff, _LINT, "per-file-ignores")
        for pattern in ignores:
            more = set(texts_at(ignores, pattern)) - allowed.get(pattern, set())
            more = {code for code in more if _matters(code, standard)}
            # The names of other modules pass through an __init__.py; that is its use.
            if (more - {"F401", "E501"}) and _touches(pattern, paths):
                yield Problem(
                    message=f"{pattern} is let off {', '.join(sorted(more))}.",
                    path=PROJECT_FILE,
                    line=project.line_of(re.escape(pattern)),
                )


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
    return any(compiled([pattern]).match_files(paths))
