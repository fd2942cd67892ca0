"""The documentation says what is so."""

import re
import tomllib

import pytest

from goldenpath.rules.catalogue import all_rules
from goldenpath.settings import Settings

from support.template import COPIER_YML, ROOT


def test_every_question_is_in_the_reference_in_its_order() -> None:
    asked = [
        name
        for name, question in COPIER_YML.items()
        if not name.startswith("_") and question.get("when") is not False
    ]
    reference = (ROOT / "docs/reference/questions.md").read_text()
    assert re.findall(r"^\| `(\w+)`", reference, re.M) == asked


def test_every_link_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "AGENTS.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page}: {target}"


def test_every_decision_is_listed() -> None:
    listing = (ROOT / "docs/decisions/README.md").read_text()
    for page in (ROOT / "docs/decisions").glob("0*.md"):
        assert f"({page.name})" in listing


def test_every_decision_has_a_status_with_its_month() -> None:
    folder = ROOT / "docs/decisions"
    listing = (folder / "README.md").read_text()
    for page in folder.glob("0*.md"):
        title, _, status, *_ = page.read_text().splitlines()
        assert title.startswith(f"# {page.name[:4]}: ")
        found = re.fullmatch(r"Status: ((?:accepted|replaced by \d{4}) · \d{4}-\d{2})", status)
        assert found, page
        assert re.search(
            rf"^\| \[{page.name[:4]}\]\({page.name}\) .+ \| {found[1]} \|$", listing, re.M
        )


def test_every_promise_of_safety_names_its_test() -> None:
    page = (ROOT / "docs/explanation/safety.md").read_text()
    promised, _, _ = page.partition("## What is not promised")
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)", tests, re.M))
    named = re.findall(r"`(test_\w+)`", promised)
    assert set(named) <= there
    for promise in re.findall(r"^- (.+?)(?=^- |^$|\Z)", promised, re.M | re.S):
        assert "`test_" in promise, promise


def test_every_setting_is_documented() -> None:
    example = (ROOT / ".env.example").read_text()
    readme = (ROOT / "README.md").read_text()
    settings = sorted(f"GOLDENPATH_{name.upper()}" for name in Settings.model_fields)
    assert sorted(re.findall(r"^(\w+)=", example, re.M)) == settings
    assert sorted(re.findall(r"^\| `(GOLDENPATH_\w+)` \|", readme, re.M)) == settings


@pytest.mark.parametrize("name", ["explanation/how-data-flows.md", "reference/platforms.md"])
def test_every_module_that_a_page_names_is_there(name: str) -> None:
    named = re.findall(r"`([\w./]+\.py)`", (ROOT / "docs" / name).read_text())
    assert len(named) > 5
    for module in named:
        assert (ROOT / "src/goldenpath" / module).is_file(), module


def test_every_function_that_a_seam_names_is_there() -> None:
    page = (ROOT / "docs/explanation/how-data-flows.md").read_text()
    named = re.findall(r"`(\w+)`(?: and a branch to `(\w+)`)?\s+in\s+`([\w./]+\.py)`", page)
    assert len(named) > 4
    for *names, module in named:
        text = (ROOT / "src/goldenpath" / module).read_text()
        for name in filter(None, names):
            assert re.search(rf"\b(def|class) {name}\b", text), f"{module}: {name}"


def test_the_picture_of_the_rooms_is_the_contract() -> None:
    text = (ROOT / "AGENTS.md").read_text()
    picture = re.search(r"^```text\n(__main__.+?)^```", text, re.M | re.S)
    assert picture
    drawn = [re.split(r" {3,}", line.strip())[0] for line in picture[1].splitlines()]
    shown = [row for line in drawn for row in line.split(" → ")]
    package, operations = (
        contract["layers"]
        for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
            "importlinter"
        ]["contracts"]
    )
    place = package.index("output : operations") + 1
    assert shown == [*package[:place], *operations, *package[place:]]


def test_no_module_is_too_long() -> None:
    """AGENTS.md: fewer than three hundred lines."""
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines())
        for path in (ROOT / "src").rglob("*.py")
    }
    assert {path: length for path, length in lengths.items() if length >= 300} == {}


def test_every_layer_is_in_the_index_of_copier_yml() -> None:
    layers = {path.name.strip("{}") for path in (ROOT / "template").iterdir() if path.is_dir()}
    index = (ROOT / "copier.yml").read_text().partition("\n\n")[0]
    assert {layer for layer in layers if not re.search(rf"\b{layer}\b", index)} == set()


def test_every_test_that_copier_yml_names_is_there() -> None:
    named = re.findall(r"tests/[\w/]+\.py", (ROOT / "copier.yml").read_text())
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_the_readme_counts_the_rules() -> None:
    told = re.findall(r"(\d+) of (\d+) rules", (ROOT / "README.md").read_text())
    assert told
    assert {int(of) for _, of in told} == {len(all_rules())}
