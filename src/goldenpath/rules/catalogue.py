"""The lists of all rules and of all requirements."""

from functools import cache

from goldenpath.model.base import DataModel
from goldenpath.model.yaml_text import read_yaml
from goldenpath.rules import (
    ci,
    configuration,
    documents,
    imports,
    layout,
    linting,
    logs,
    own_packages,
    packaging,
    quality_tools,
    security,
    shape,
    standards_file,
    typing_models,
)
from goldenpath.rules.rule import Rule

# In the order in which the rules are listed. A family that is too large for one module has two.
_MODULES = (
    packaging,
    own_packages,
    layout,
    standards_file,
    linting,
    quality_tools,
    typing_models,
    configuration,
    logs,
    imports,
    ci,
    documents,
    security,
    shape,
)


class Requirement(DataModel):
    """One requirement of the standard."""

    # A number of the written standard, and a letter for each requirement under that number.
    id: str
    asks: str
    # Why the files of a repository cannot show whether it is met; None if rules check it.
    unseen: str | None = None


@cache
def all_rules() -> tuple[type[Rule], ...]:
    """Return all rules, sorted by family and by number."""
    return tuple(
        item
        for module in _MODULES
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, Rule) and hasattr(item, "requirements")
        if item.__module__ == module.__name__
    )


def family_names() -> tuple[str, ...]:
    """Return the names of the families, in the order in which they are listed."""
    return tuple(dict.fromkeys(rule.family for rule in all_rules()))


@cache
def all_requirements() -> tuple[Requirement, ...]:
    """Return all requirements, in the order of the standard."""
    # Imported here, since only reports about the rules need the requirements.
    from importlib.resources import files

    from pydantic import TypeAdapter

    text = (files("goldenpath.rules") / "requirements.yml").read_text(encoding="utf-8")
    return TypeAdapter(tuple[Requirement, ...]).validate_python(read_yaml(text), strict=False)


def rules_of(requirement: Requirement) -> tuple[type[Rule], ...]:
    """Return the rules that check whether a requirement is met."""
    return tuple(rule for rule in all_rules() if requirement.id in rule.requirements)
