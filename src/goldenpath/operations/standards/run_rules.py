"""Run the rules in the order of their dependencies, as repo-review does.

goldenpath does not call repo-review for this: its import takes as long as all rules together, and
it does not keep the file and the line of a problem.
"""

import re
from dataclasses import dataclass
from graphlib import TopologicalSorter

from goldenpath.model.standards import Level, StandardsRequest
from goldenpath.rules.catalogue import all_rules, family_names
from goldenpath.rules.evidence.repository import Repository
from goldenpath.rules.rule import Problem, Rule
from goldenpath.rules.standard import Standard

# A comment that waives rules on its own line or on the line below: the ids, then the reason.
# Without a reason, it waives nothing.
_WAIVER = re.compile(r"goldenpath:\s*ignore\[([A-Z0-9, ]+)\]\s+\S")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule has found."""

    rule: type[Rule]
    # None if the rule was not checked: it does not apply, or it requires a rule that is not met.
    is_met: bool | None
    problems: tuple[Problem, ...] = ()


def run_rules(
    repository: Repository, standard: Standard, request: StandardsRequest
) -> tuple[Outcome, ...]:
    """Run the rules that the request selects, and return their outcomes by family and id."""
    rules = {rule.id(): rule for rule in all_rules()}
    chosen = {name for name in rules if _is_chosen(name, request)}
    outcomes: dict[str, Outcome] = {}
    for name in TopologicalSorter(_requirements(rules, chosen)).static_order():
        rule = rules[name]
        is_open = all(outcomes[required].is_met for required in rule.requires)
        outcomes[name] = _run(rule, repository, standard) if is_open else Outcome(rule, None)
    order = {family: number for number, family in enumerate(family_names())}
    listed = sorted(chosen, key=lambda name: (order[rules[name].family], name))
    return tuple(outcomes[name] for name in listed)


def _is_chosen(name: str, request: StandardsRequest) -> bool:
    names = {name, name[:2]}
    is_selected = not request.select or bool(names & set(request.select))
    return is_selected and not names & set(request.ignore)


def _requirements(rules: dict[str, type[Rule]], chosen: set[str]) -> dict[str, frozenset[str]]:
    """Return the chosen rules and those that they require, each with what it requires itself."""
    found: dict[str, frozenset[str]] = {}
    left = list(chosen)
    while left:
        name = left.pop()
        if name not in found:
            found[name] = rules[name].requires
            left.extend(found[name])
    return found


def _run(rule: type[Rule], repository: Repository, standard: Standard) -> Outcome:
    if rule.tiers[standard.tier] is Level.OFF:
        return Outcome(rule, None)
    problems = tuple(
        problem
        for problem in rule.find(repository, standard)
        if not _is_waived(rule, problem, repository)
    )
    return Outcome(rule, not problems, problems)


def _is_waived(rule: type[Rule], problem: Problem, repository: Repository) -> bool:
    if problem.path is None or problem.line is None:
        return False
    folder = repository.root if rule.is_at_root else repository.folder
    lines = (folder.text(problem.path) or "").splitlines()
    # A comment on a line of its own waives rules for the line below it.
    above = filter(_is_comment, lines[problem.line - 2 : problem.line - 1])
    nearby = (*lines[problem.line - 1 : problem.line], *above)
    waivers = filter(None, map(_WAIVER.search, nearby))
    return any(rule.id() in re.split(r"[, ]+", waiver[1]) for waiver in waivers)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")
