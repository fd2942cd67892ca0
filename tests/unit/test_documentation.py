"""The documentation says what is so."""

import re

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
