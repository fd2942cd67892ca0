"""What a team may select and ignore of ruff's rules, as ruff itself understands its selectors."""

from pathlib import Path

import pytest

from goldenpath.model.ruleset import Tier
from goldenpath.rules.evidence.git_files import TrackedFiles
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.linting import QT01, QT02, QT03, QT04
from goldenpath.rules.rule import Rule
from goldenpath.rules.standard import Standard

from support.folders import written
from support.template import catalogue

FAMILIES = ("E", "F", "I", "UP", "B", "S", "C4", "C90", "SIM", "PLR", "RUF", "TID251")


def standard() -> Standard:
    known = catalogue()
    (ruleset,) = (ruleset for ruleset in known.rulesets if ruleset.tier is Tier.PRODUCTION)
    assert tuple(ruleset.ruff_select.value) == FAMILIES
    return Standard(
        catalogue=known,
        organisation=known.organisations[0],
        ruleset=ruleset,
        shape=None,
        recorded_shape=None,
        recorded_tiers=(),
        dialect=None,
    )


def found(rule: type[Rule], root: Path, pyproject: str) -> list[str]:
    files = {"pyproject.toml": pyproject, "src/app/__init__.py": "", "src/app/core.py": ""}
    written(root, files)
    repository = Repository(root, None, lambda _: TrackedFiles())
    return [problem.message for problem in rule.find(repository, standard())]


def selecting(*selected: str) -> str:
    return f"[tool.ruff.lint]\nselect = {list(selected)}\n"


def without(*families: str) -> tuple[str, ...]:
    return tuple(family for family in FAMILIES if family not in families)


@pytest.mark.parametrize(
    ("selected", "missing"),
    [
        (FAMILIES, None),
        (("ALL",), None),
        ((*without("S", "B"), "ALL"), None),
        (("all",), ", ".join(FAMILIES)),
        (without("S"), "S"),
        (without("S", "E"), "E, S"),
        # A part of a family is not the family, and a family is all of its parts.
        ((*without("E"), "E5"), "E"),
        ((*without("TID251"), "TID"), None),
        ((*without("TID251"), "TID2"), None),
        ((*without("TID251"), "TID252"), "TID251"),
        ((*without("C90"), "C9"), None),
        # Letters that only begin alike are another family.
        ((*without("SIM"), "S"), "SIM"),
        ((*without("PLR"), "PL"), None),
        ((*without("PLR"), "P"), "PLR"),
        ((*without("PLR"), "PLW"), "PLR"),
        ((*without("C4", "C90"), "C"), None),
        ((*without("I"), "IN"), "I"),
    ],
)
def test_every_family_of_the_tier_is_selected(
    tmp_path: Path, selected: tuple[str, ...], missing: str | None
) -> None:
    expected = [] if missing is None else [f"ruff does not select {missing}."]
    assert found(QT01, tmp_path, selecting(*selected)) == expected


def test_what_is_selected_beside_the_families_counts(tmp_path: Path) -> None:
    more = f'{selecting(*without("S"))}extend-select = ["S"]\n'
    assert found(QT01, tmp_path, more) == []
    # E4, E7, E9 and F are what ruff selects by itself.
    without_any = '[tool.ruff.lint]\nextend-select = ["ALL"]\n'
    assert found(QT01, tmp_path, without_any) == []
    (message,) = found(QT01, tmp_path, "[tool.ruff]\nline-length = 1\n")
    assert message == f"ruff does not select {', '.join(without('F'))}."
    assert found(QT01, tmp_path, "") == ["there is no [tool.ruff]."]


@pytest.mark.parametrize(
    ("key", "ignored", "told"),
    [
        ("ignore", ["S101"], ["S101"]),
        ("extend-ignore", ["S101"], ["S101"]),
        ("ignore", ["S"], ["S"]),
        ("ignore", ["ALL"], ["ALL"]),
        ("ignore", ["PL"], ["PL"]),
        ("ignore", ["TID"], ["TID"]),
        # The formatter sees to it.
        ("ignore", ["E501"], []),
        # Of no family that the tier asks for.
        ("ignore", ["D100", "SLF001", "ANN"], []),
        ("ignore", ["D100", "B008", "E501", "F401"], ["B008", "F401"]),
    ],
)
def test_what_the_tier_selects_is_not_ignored_everywhere(
    tmp_path: Path, key: str, ignored: list[str], told: list[str]
) -> None:
    text = f"{selecting('ALL')}{key} = {ignored}\n"
    assert found(QT03, tmp_path, text) == [f"{code} is ignored everywhere." for code in told]


LIMITS = """\
[tool.ruff.lint.mccabe]
max-complexity = 10
[tool.ruff.lint.pylint]
max-args = 4
max-branches = 10
max-returns = 6
max-statements = 50
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("max-args = 4", "max-args = 4", []),
        ("max-args = 4", "max-args = 3", []),
        ("max-args = 4", "max-args = 5", ["max-args is 5, and must be at most 4."]),
        ("max-args = 4\n", "", ["max-args is not set, and must be at most 4."]),
        ("max-args = 4", "max-args = 'four'", ["max-args is not set, and must be at most 4."]),
        ("complexity = 10", "complexity = 11", ["max-complexity is 11, and must be at most 10."]),
        ("mccabe", "other", ["max-complexity is not set, and must be at most 10."]),
    ],
)
def test_no_limit_is_higher_than_that_of_the_tier(
    tmp_path: Path, old: str, new: str, told: list[str]
) -> None:
    assert found(QT02, tmp_path, LIMITS.replace(old, new)) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[tool.ruff]\nexclude = ["src/app/core.py"]\n', ["ruff excludes src/app/core.py."]),
        ('[tool.ruff]\nextend-exclude = ["app"]\n', ["ruff excludes app."]),
        ('[tool.ruff]\nextend-exclude = ["template", "!src"]\n', []),
        (
            '[tool.ruff.lint.per-file-ignores]\n"src/**" = ["S101", "E501"]\n',
            ["src/** ignores E501, S101."],
        ),
        ('[tool.ruff.lint.per-file-ignores]\n"src/**" = ["D100"]\n', []),
        # The names of other modules pass through.
        ('[tool.ruff.lint.per-file-ignores]\n"__init__.py" = ["F401", "E501"]\n', []),
        ('[tool.ruff.lint.per-file-ignores]\n"scripts/**" = ["S101"]\n', []),
    ],
)
def test_no_module_of_the_package_is_let_off(tmp_path: Path, text: str, told: list[str]) -> None:
    assert found(QT04, tmp_path, text) == told
