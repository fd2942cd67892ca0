"""goldenpath keeps the rules that it renders for production."""

import tomllib
from pathlib import Path

import pytest

from support.template import ROOT, render

OWN = tomllib.loads((ROOT / "pyproject.toml").read_text())
# What belongs to one repository: its Python version, its folders, its files.
OF_ONE_REPOSITORY = {
    "ruff": {"extend-exclude"},
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


def test_pytest_is_as_strict(rendered: dict[str, dict]) -> None:
    """Beside settings of one repository, the project's tests run as rendered ones do."""
    own, theirs = (document["tool"]["pytest"]["ini_options"] for document in (OWN, rendered))
    of_network = {option for option in theirs["addopts"] if option.startswith("--allow-hosts")}
    assert own["filterwarnings"] == theirs["filterwarnings"] == ["error"]
    assert own["xfail_strict"] == theirs["xfail_strict"]
    assert {*theirs["addopts"]} - of_network <= {*own["addopts"]}


def test_the_wrapper_is_the_rendered_one() -> None:
    """One script, and one set of tests for it."""
    rendered = ROOT / "template/{{base}}/uvw"
    assert rendered.read_bytes() == (ROOT / "uvw").read_bytes()
    assert rendered.stat().st_mode & 0o111 == 0o111


def test_the_standards_file_names_the_production_ruleset() -> None:
    standards = tomllib.loads((ROOT / "check.toml").read_text())
    assert standards == {"check-my-toolkit": {"ruleset": "python-production"}}
