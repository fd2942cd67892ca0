"""The data files are complete and right, and say where they are not."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from goldenpath.model.catalogue import read_catalogue
from goldenpath.model.errors import BadInputError

from support.template import ROOT, catalogue, offered_pythons

UNSANCTIONED = ("fastapi", "api", "web", "cli", "frontend", "infra")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for folder in ("organisations", "shapes", "rulesets"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_both_organisations_and_all_three_tiers_are_there() -> None:
    known = catalogue()
    there = {organisation.name for organisation in known.organisations}
    assert {"palindrom-ai", "progression-labs"} <= there
    assert [ruleset.name for ruleset in known.rulesets] == [
        "python-production",
        "python-internal",
        "python-prototype",
    ]


@pytest.mark.parametrize("organisation", [it.name for it in catalogue().organisations])
@pytest.mark.parametrize("shape", UNSANCTIONED)
def test_an_unsanctioned_shape_is_refused_with_its_alternative(
    shape: str, organisation: str
) -> None:
    known = catalogue()
    with pytest.raises(BadInputError, match=f"'{shape}' is not a sanctioned shape.*TypeScript"):
        known.require_sanctioned(shape, known.organisation(organisation))


def test_an_organisation_is_one_file(data: Path) -> None:
    profile = (data / "organisations/palindrom-ai.yml").read_text()
    (data / "organisations/acme.yml").write_text(profile.replace("palindrom-ai", "acme"))
    with pytest.raises(
        BadInputError, match=r"title: 'Palindrom' is the title of (acme|palindrom-ai) too, and"
    ):
        read_catalogue(data)
    told_apart = profile.replace("palindrom-ai", "acme").replace("Palindrom", "Acme")
    (data / "organisations/acme.yml").write_text(told_apart)
    assert "acme" in [organisation.name for organisation in read_catalogue(data).organisations]


def test_ci_runs_the_tests_on_every_python_that_is_offered() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == offered_pythons()


def test_no_offered_python_is_too_old_for_a_tier() -> None:
    oldest = max(ruleset.oldest_python.value for ruleset in catalogue().rulesets)
    assert min(offered_pythons()) >= oldest


class Mistake(NamedTuple):
    """A change to a data file, and the error that it must lead to."""

    file: str
    old: str
    new: str
    message: str


MISTAKES = (
    Mistake(
        "organisations/palindrom-ai.yml",
        "file: check.toml",
        "file: ../check.toml",
        r"organisations/palindrom-ai\.yml: standards\.file: String should match pattern",
    ),
    Mistake(
        "organisations/palindrom-ai.yml",
        "file: check.toml",
        "file: pyproject.toml",
        r"standards\.file: Value error, pyproject\.toml is read by another tool; name a file of",
    ),
    Mistake(
        "organisations/palindrom-ai.yml",
        "repo_metadata: true",
        "repo_metadata: true\ncolour: blue",
        r"palindrom-ai\.yml: colour: Extra inputs are not permitted \(got 'blue'\)",
    ),
    Mistake(
        "organisations/palindrom-ai.yml",
        "title: Palindrom\n",
        "",
        r"palindrom-ai\.yml: title: Field required$",
    ),
    Mistake(
        "organisations/palindrom-ai.yml",
        "name: palindrom-ai\n",
        "name: acme\n",
        r"palindrom-ai\.yml: name: the file name and the name must be the same",
    ),
    Mistake(
        "rulesets/python-internal.yml",
        "value: 80\ncoverage",
        "value: high\ncoverage",
        r"python-internal\.yml: vulture_confidence\.value: Input should be a valid integer",
    ),
    Mistake(
        "rulesets/python-internal.yml",
        "tier: internal",
        "tier: secret",
        r"python-internal\.yml: tier: Input should be 'production', 'internal' or 'prototype'",
    ),
    Mistake(
        "shapes/lambda-pipeline.yml",
        "source_folders: [",
        "source_folders: [}",
        r"lambda-pipeline\.yml is not valid YAML: .*line",
    ),
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.message)
def test_a_broken_data_file_names_the_file_the_key_and_the_rule(
    data: Path, mistake: Mistake
) -> None:
    path = data / mistake.file
    text = path.read_text()
    assert mistake.old in text
    path.write_text(text.replace(mistake.old, mistake.new))
    with pytest.raises(BadInputError, match=mistake.message):
        read_catalogue(data)
