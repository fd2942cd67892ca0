"""List the checks that a commit needs."""

from collections.abc import Callable, Iterable, Iterator

from goldenpath.operations.release.combinations import Combination, combinations_of
from goldenpath.operations.release.gate import render_rules, static_rules, workflow_rules
from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.dependencies import DependenciesMatch
from goldenpath.operations.release.gate.stock import SameAsCopier, SameOnEveryDay, StockUpdate
from goldenpath.operations.release.gate.suites import SuitesAfterUpgrade
from goldenpath.operations.release.gate.task import GateTask, refusing
from goldenpath.operations.release.gate.upgrades import (
    EditedUpgrade,
    PristineUpgrade,
    Upgrade,
)
from goldenpath.operations.release.gate.workflows import WorkflowsPass

SUITES = "suites"
# The rules, by the names that the report has for them.
_RULES: dict[str, Callable[[GateContext], Iterable[str]]] = {
    "nothing is executed": static_rules.executes_nothing,
    "every question has a default": static_rules.every_question_has_a_default,
    "templates have Unix line ends": static_rules.line_ends_are_unix,
    "no expression varies": static_rules.every_render_is_the_same,
    "every rule has a mutation": static_rules.every_rule_has_a_mutation,
    "everything renders": render_rules.everything_renders,
    "answers of earlier releases are valid": render_rules.old_answers_are_valid,
    "no file becomes a folder": render_rules.nothing_flips,
    "nothing rendered is ignored": render_rules.nothing_is_ignored,
    "seeded files stay seeded": render_rules.seeded_files_stay_the_teams,
    "every path has one owner": render_rules.every_path_has_one_owner,
    "no checkout keeps its token": workflow_rules.no_checkout_keeps_its_token,
    "dropped variables are announced": render_rules.dropped_variables_are_announced,
}
_RULES_GROUP = "rules"


def rule_tasks() -> tuple[GateTask, ...]:
    """Return the rules, which take very little time."""
    return tuple(GateTask(name, _RULES_GROUP, refusing(rule)) for name, rule in _RULES.items())


def other_tasks(context: GateContext) -> tuple[GateTask, ...]:
    """Return the other checks, which render, update and run: the slowest first, then by name.

    The order is the same in every shard.
    """
    found = [*_candidate_tasks(context), *_upgrade_tasks(context)]
    return tuple(sorted(found, key=lambda task: (-task.weight, task.name)))


def _candidate_tasks(context: GateContext) -> Iterator[GateTask]:
    for linter in ("zizmor", "actionlint"):
        yield GateTask(f"{linter} on rendered workflows", "workflows", WorkflowsPass(linter), 3)
    yield GateTask("dependencies are those imported", "dependencies", DependenciesMatch(), 3)
    for combination in context.renders:
        name = f"stock copier renders the same: {combination.name}"
        yield GateTask(name, "stock copier", SameAsCopier(combination), 2)
    for combination in _one_for_each_shape(context.renders):
        name = f"the same on every day: {combination.name}"
        yield GateTask(name, "every day", SameOnEveryDay(combination), 4)


def _upgrade_tasks(context: GateContext) -> Iterator[GateTask]:
    for release in context.earlier:
        combinations = combinations_of(release)
        for combination in combinations:
            upgrade = Upgrade(release, combination)
            yield GateTask(f"pristine: {upgrade.name}", "pristine", PristineUpgrade(upgrade), 2)
            yield GateTask(f"edited: {upgrade.name}", "edited", EditedUpgrade(upgrade), 2)
        for combination in _one_for_each_shape(combinations):
            upgrade = Upgrade(release, combination)
            yield GateTask(
                f"copier update: {upgrade.name}", "stock copier", StockUpdate(upgrade), 4
            )
            if release is context.earlier[-1]:
                suites = SuitesAfterUpgrade(upgrade)
                yield GateTask(f"suites: {upgrade.name}", SUITES, suites, 50)


def _one_for_each_shape(combinations: Iterable[Combination]) -> tuple[Combination, ...]:
    first: dict[str, Combination] = {}
    for combination in combinations:
        first.setdefault(combination.shape, combination)
    return tuple(first.values())
