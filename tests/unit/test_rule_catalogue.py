"""The rules and the requirements fit each other, the rulesets and the documentation."""

import re

import pytest
import yaml

from goldenpath.model.errors import BadInputError
from goldenpath.model.ruleset import Ruleset, Setting
from goldenpath.operations.standards.describe import describe_requirements, describe_rules
from goldenpath.output.rules_markdown import rules_reference
from goldenpath.rules.catalogue import all_requirements, all_rules, family_names
from goldenpath.rules.rule import Rule

from support.template import ROOT, catalogue

LEAST_RULES = 91
FAMILIES = 11
RULES = {rule.id(): rule for rule in all_rules()}


def test_there_are_rules_of_every_family() -> None:
    assert len(RULES) == len(all_rules()) >= LEAST_RULES
    assert len(family_names()) == FAMILIES


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id())
def test_a_rule_explains_itself(rule: type[Rule]) -> None:
    assert re.fullmatch(r"[A-Z]{2}\d{2}", rule.id())
    assert "\n" not in rule.title()
    assert not rule.title().endswith(".")
    assert rule.documentation().endswith(".")
    assert not rule.fix.endswith(".")
    assert rule.requires <= set(RULES)


def test_ids_are_consecutive_within_a_family() -> None:
    for letters in {rule_id[:2] for rule_id in RULES}:
        numbers = [int(rule_id[2:]) for rule_id in RULES if rule_id.startswith(letters)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_every_requirement_has_rules_or_a_reason_why_not() -> None:
    for requirement in describe_requirements():
        assert bool(requirement.rules) != bool(requirement.unseen), requirement


def test_every_rule_has_a_requirement() -> None:
    known = {requirement.id for requirement in all_requirements()}
    for rule in all_rules():
        assert rule.requirements
        assert set(rule.requirements) <= known


@pytest.mark.parametrize("ruleset", catalogue().rulesets, ids=lambda ruleset: ruleset.tier)
def test_every_setting_names_its_rule_and_the_rule_its_requirement(ruleset: Ruleset) -> None:
    for name in type(ruleset).model_fields:
        setting = getattr(ruleset, name)
        if isinstance(setting, Setting):
            assert setting.rule in RULES, name
            number = re.search(r"requirement (\d+)$", setting.source)
            rule = RULES[setting.rule]
            if number:
                assert number[1] in {re.sub(r"\D", "", item) for item in rule.requirements}, name


def test_the_reference_is_up_to_date() -> None:
    expected = rules_reference(describe_rules(), describe_requirements())
    assert (ROOT / "docs/reference/rules.md").read_text() == expected


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(BadInputError, match="There is no rule 'XX': give an id such as PK01"):
        describe_rules("XX")


def test_the_pre_commit_hook_runs_every_family() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    families = dict.fromkeys(rule_id[:2] for rule_id in RULES)
    assert hooks[0]["args"] == [f"--select={','.join(families)}", "."]
