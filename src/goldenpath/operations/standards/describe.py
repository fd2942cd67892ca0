"""Describe the rules, and the requirements that they come from."""

from goldenpath.model.errors import BadInputError
from goldenpath.model.standards import RequirementCoverage, RuleDescription
from goldenpath.rules.catalogue import all_requirements, all_rules, rules_of


def describe_rules(selector: str | None = None) -> tuple[RuleDescription, ...]:
    """Describe every rule, those of a family by its two letters, or one by its id.

    Raises:
        BadInputError: there is no such rule and no such family.
    """
    wanted = (selector or "").upper()
    chosen = [rule for rule in all_rules() if wanted in ("", rule.id(), rule.id()[:2])]
    if not chosen:
        families = ", ".join(dict.fromkeys(rule.id()[:2] for rule in all_rules()))
        raise BadInputError(
            f"There is no rule '{selector}': give an id such as PK01, or a family, one of"
            f" {families}."
        )
    return tuple(
        RuleDescription(
            id=rule.id(),
            family=rule.family,
            title=rule.title(),
            documentation=rule.documentation(),
            fix=rule.fix,
            requirements=rule.requirements,
            requires=tuple(sorted(rule.requires)),
            levels=rule.tiers,
        )
        for rule in chosen
    )


def describe_requirements() -> tuple[RequirementCoverage, ...]:
    """Return for every requirement the rules that check it, or the reason why no rule can."""
    return tuple(
        RequirementCoverage(
            id=requirement.id,
            asks=requirement.asks,
            rules=tuple(rule.id() for rule in rules_of(requirement)),
            unseen=requirement.unseen,
        )
        for requirement in all_requirements()
    )
