"""Rules for the template itself: layers, owners, and nothing that runs."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from goldenpath.model.ownership import Owner
from goldenpath.operations.render.answers import Answer

from support.quick_render import render_in_memory
from support.template import (
    COPIER_YML,
    OPTIONS,
    OWNERSHIP,
    ROOT,
    catalogue,
    combination_id,
    combinations,
    copy_template,
)

LAYER_MARK = "@@"
# What an update changes in a team's repository; everything else but these is the team's from birth.
MANAGED = {
    ".dockerignore",
    ".github/workflows/ci.yml",
    ".github/workflows/deploy.yml",
    ".github/workflows/template.yml",
    ".husky/commit-msg",
    ".husky/pre-push",
    ".python-version",
    "Dockerfile",
    "renovate.json",
    "uvw",
    "repo-metadata.yaml",
    "scripts/package.py",
    *(organisation.standards.file for organisation in catalogue().organisations),
}
MERGED = {"pyproject.toml"}
GENERATED = {".copier-answers.yml"}
COMBINATIONS = [*combinations(), *OPTIONS]


def template_files() -> list[Path]:
    return sorted(path for path in (ROOT / "template").rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def marked_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template each of whose files says in its name which layer it is from."""
    template = copy_template(tmp_path_factory.mktemp("marked") / "template")
    layers = sorted(path for path in (template / "template").iterdir() if path.is_dir())
    for number, layer in enumerate(layers):
        for path in [path for path in layer.rglob("*") if path.is_file()]:
            plain = path.name.removesuffix(".jinja")
            path.rename(path.with_name(f"{plain}{LAYER_MARK}{number}"))
    return template


@pytest.mark.parametrize("answers", COMBINATIONS, ids=combination_id)
def test_no_two_layers_render_the_same_path(
    marked_template: Path, answers: Mapping[str, Answer]
) -> None:
    plain = [path.split(LAYER_MARK)[0] for path in render_in_memory(marked_template, answers).files]
    assert len(plain) > 10
    assert sorted(set(plain)) == sorted(plain)


@pytest.mark.parametrize("answers", COMBINATIONS, ids=combination_id)
def test_every_rendered_path_has_exactly_one_owner(
    template: Path, answers: Mapping[str, Answer]
) -> None:
    rendered = render_in_memory(template, answers).files
    owners = {path: OWNERSHIP.owners_of(path) for path in (*rendered, "uv.lock")}
    assert {path: found for path, found in owners.items() if len(found) != 1} == {}
    assert {next(iter(found)) for found in owners.values()} == set(Owner)


def test_an_update_changes_these_files_and_leaves_the_others_to_the_team(template: Path) -> None:
    owned: dict[Owner | None, set[str]] = {owner: set() for owner in Owner}
    for answers in COMBINATIONS:
        render = render_in_memory(template, answers)
        for path in render.files:
            owned[render.ownership.owner_of(path)].add(path)
    assert owned[Owner.MANAGED] == MANAGED
    assert owned[Owner.MERGED] == MERGED
    assert owned[Owner.GENERATED] == GENERATED
    assert {"README.md", ".gitignore", "src/orders_pipeline/__init__.py"} <= owned[Owner.SEEDED]
    assert OWNERSHIP.owner_of("uv.lock") is Owner.GENERATED


def test_every_key_of_a_merged_file_that_tools_read_is_declared(template: Path) -> None:
    project = render_in_memory(template).files["pyproject.toml"]
    document = tomllib.loads(project.content.decode())
    declared = OWNERSHIP.merged["/pyproject.toml"]
    tools = {f"tool.{name}" for name in document["tool"]} - {"tool.uv"}
    assert tools <= set(declared)


@pytest.mark.parametrize("forbidden", ["_tasks", "_migrations", "_jinja_extensions"])
def test_the_template_executes_nothing(forbidden: str) -> None:
    assert forbidden not in COPIER_YML


def test_only_files_in_which_something_varies_are_jinja() -> None:
    still = [
        path.name
        for path in template_files()
        if path.suffix == ".jinja" and not {"{{", "{%"} & _pairs(path.read_text())
    ]
    assert still == []


def test_layers_not_conditions_choose_files() -> None:
    assert [path for path in template_files() if "{%" in str(path)] == []


def test_no_template_has_windows_line_ends() -> None:
    assert [path for path in template_files() if b"\r" in path.read_bytes()] == []


def _pairs(text: str) -> set[str]:
    return {pair for pair in ("{{", "{%") if pair in text}
