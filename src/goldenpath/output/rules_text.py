"""The text that `goldenpath rules` prints on a terminal."""

from collections.abc import Sequence

from rich.table import Table

from goldenpath.model.ruleset import Tier
from goldenpath.model.standards import RuleDescription
from goldenpath.output.console import Console
from goldenpath.output.markup import escape


def print_rules(rules: Sequence[RuleDescription], console: Console) -> None:
    """Print the rules by family; if there is only one rule, explain it."""
    if len(rules) == 1:
        print_rule(rules[0], console)
        return
    table = Table("Rule", "What it asks for", *Tier, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    family = ""
    for rule in rules:
        if rule.family != family:
            family = rule.family
            table.add_row("", f"[bold]{family}[/]")
        table.add_row(rule.id, escape(rule.title), *(rule.levels[tier] for tier in Tier))
    console.print(table)


def print_rule(rule: RuleDescription, console: Console) -> None:
    """Print the explanation of one rule."""
    levels = ", ".join(f"{rule.levels[tier]} in {tier}" for tier in Tier)
    console.print(f"[bold]{rule.id}[/] {escape(rule.title)} [dim]({rule.family})[/]")
    console.print()
    for line in rule.documentation.splitlines():
        console.print(line, markup=False)
    console.print()
    console.print(f"To fix it: {rule.fix}.", markup=False)
    console.print(f"Level: {levels}.")
    console.print(f"Source: {', '.join(rule.requirements)} of docs/reference/rules.md.")
    if rule.requires:
        console.print(f"Checked only if {', '.join(rule.requires)} found no problem.")
