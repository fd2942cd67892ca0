"""goldenpath keeps the rules that it renders for production."""

import tomllib
from pathlib import Path

import pytest

from support.template import ROOT, render

OWN = tomllib.loads((ROOT / "pyproject.toml").read_text())
# What belongs to one repository: its Python version, its folders, its files.
OF_ONE_REPOSITORY = {
    "ruff": {"target-version", "extend-exclude"},
    "ty": {"environment", "src"},
    "vulture": {"paths", "exclude"},
}


@pytest.fixture(scope="module")
def rendered(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    repository = render(template, tmp_path_factory.mktemp("production") / "repo")
    return tomllib.loads((repository / "pyproject.toml").read_text())


@pytest.mark.parametrize("tool", ["ruff", "ty", "vulture"])
def test_the_project_has_the_settings_that_it_renders(rendered: dict[str, dict], tool: str) -> None:
    def comparable(document: dict[str, dict]) -> dict[str, object]:
        settings = {
            key: value
            for key, value in document["tool"][tool].items()
            if key not in OF_ONE_REPOSITORY[tool]
        }
        lint = settings.get("lint", {})
        lint.pop("per-file-ignores", None)
        lint.pop("isort", None)
        return settings

    assert comparable(OWN) == comparable(rendered)


def test_the_coverage_gate_is_that_of_production(rendered: dict[str, dict]) -> None:
    assert OWN["tool"]["coverage"]["report"] == rendered["tool"]["coverage"]["report"]


def test_the_standards_file_names_the_production_ruleset() -> None:
    standards = tomllib.loads((ROOT / "check.toml").read_text())
    assert standards == {"check-my-toolkit": {"ruleset": "python-production"}}
