"""Every rendered repository keeps every rule, and each rule notices when it is broken."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from goldenpath.model.standards import StandardsRequest
from goldenpath.operations.render.answers import Answer
from goldenpath.operations.standards.check_standards import check_standards
from goldenpath.rules.catalogue import all_rules

from support.mutations import MUTATIONS, ORIGINALS, Mutation
from support.repositories import Workbench, check, render_locked
from support.template import ROOT, combination_id, combinations


@pytest.fixture(scope="session")
def originals(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("originals")
    return {
        name: render_locked(template, folder / name, answers) for name, answers in ORIGINALS.items()
    }


@pytest.mark.parametrize("answers", tuple(combinations()), ids=combination_id)
def test_a_rendered_repository_has_no_findings(
    template: Path, tmp_path: Path, answers: Mapping[str, Answer]
) -> None:
    report = check(render_locked(template, tmp_path / "repository", answers))
    assert report.findings == ()
    assert report.organisation == answers["organisation"]
    assert report.tier == answers["tier"]
    assert report.shape == answers["shape"]


def test_goldenpath_keeps_its_own_rules() -> None:
    # Its standards file may be one of several organisations.
    report = check_standards(ROOT, StandardsRequest(organisation="palindrom-ai"))
    assert report.findings == ()
    assert report.tier == "production"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.rule)
def test_a_broken_rule_is_found_and_no_other(
    mutation: Mutation, originals: dict[str, Path], tmp_path: Path
) -> None:
    repository = Workbench(originals[mutation.original], tmp_path / "repository")
    mutation.change(repository)
    report = check(repository.root)
    assert report.failed == (mutation.rule,), report.findings
    assert report.findings[0].path
    assert set(report.skipped) <= rules_resting_on(mutation.rule)


def test_every_rule_has_a_mutation() -> None:
    assert [mutation.rule for mutation in MUTATIONS] == [rule.id() for rule in all_rules()]


def rules_resting_on(rule_id: str) -> set[str]:
    """The rules that require a rule, or one that requires it, and so on."""
    found = {rule_id}
    while more := {r.id() for r in all_rules() if r.requires & found} - found:
        found |= more
    return found


@pytest.mark.parametrize(
    ("rulesets", "failed"),
    [
        (["base-production", "python-production"], ()),
        (["python-production"], ()),
        (["base-internal", "python-production"], ("SF05",)),
        (["base-production"], ("SF04",)),
        (["base-production", "python-strict"], ("SF04",)),
    ],
)
def test_the_rulesets_of_process_and_code_are_of_one_tier(
    template: Path, tmp_path: Path, rulesets: list[str], failed: tuple[str, ...]
) -> None:
    answers = {"organisation": "progression-labs", "standards_dialect": "extends"}
    repository = render_locked(template, tmp_path / "repository", answers)
    standards = repository / "standards.toml"
    named = 'rulesets = ["base-production", "python-production"]\n'
    assert named in standards.read_text()
    standards.write_text(standards.read_text().replace(named, f"rulesets = {rulesets}\n"))
    assert check(repository).failed == failed
