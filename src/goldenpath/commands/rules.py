"""goldenpath rules: list and explain the rules of the standard."""

from typing import Annotated

from cyclopts import Parameter
from pydantic import TypeAdapter

from goldenpath.model.standards import RuleDescription
from goldenpath.operations.standards.describe import describe_requirements, describe_rules
from goldenpath.output.console import results
from goldenpath.output.rules_markdown import rules_reference
from goldenpath.output.rules_text import print_rules


def rules(
    rule: str | None = None,
    /,
    *,
    json: Annotated[bool, Parameter(negative=())] = False,
    markdown: Annotated[bool, Parameter(negative=())] = False,
) -> None:
    """List the rules, or explain one.

    Parameters
    ----------
    rule
        The id of a rule, such as PK01, or the two letters of a family.
    json
        Print JSON, for machines.
    markdown
        Print the reference page, with the requirements of the standard.
    """
    described = describe_rules(rule)
    if json:
        listing = TypeAdapter(tuple[RuleDescription, ...]).dump_json(described, indent=2)
        print(listing.decode())
    elif markdown:
        print(rules_reference(described, describe_requirements()), end="")
    else:
        print_rules(described, results())
