"""One check of the gate, and how it is run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic

from goldenpath.model.errors import GoldenpathError
from goldenpath.model.release_gate import GateCheck, GateState
from goldenpath.operations.release.gate.context import GateContext


@dataclass(frozen=True)
class TaskResult:
    """The result of a check."""

    refusals: tuple[str, ...] = ()
    tool_seconds: float = 0
    # Whether the check can run on this machine.
    is_possible: bool = True


@dataclass(frozen=True)
class GateTask:
    """A check that does not depend on other checks, so any process and any shard can run it."""

    name: str
    group: str
    run: Callable[[GateContext], TaskResult] = field(repr=False)
    # How long it takes, relative to the other checks.
    weight: int = 1


def refusing(
    rule: Callable[[GateContext], Iterable[str]],
) -> Callable[[GateContext], TaskResult]:
    """Return a check that runs a rule, which yields its refusals."""
    return _Refusing(rule)


@dataclass(frozen=True)
class _Refusing:
    rule: Callable[[GateContext], Iterable[str]]

    def __call__(self, context: GateContext) -> TaskResult:
        return TaskResult(tuple(dict.fromkeys(self.rule(context))))


def run_task(task: GateTask, context: GateContext) -> GateCheck:
    """Run a check and return its result; an error in the check is a refusal."""
    began = monotonic()
    try:
        result = task.run(context)
    except GoldenpathError as error:
        result = TaskResult((f"{task.name}: {error}",))
    # The template is input. A check that fails with an unexpected error has not passed.
    # goldenpath: ignore[TY06] the edge of the gate: an unexpected error is a refusal
    except Exception as error:  # noqa: BLE001
        problem = " ".join(f"{type(error).__name__}: {error}".split())
        result = TaskResult(
            (f"{task.name} failed with {problem}: this is a mistake in the gate, so report it.",)
        )
    if result.refusals:
        state = GateState.REFUSED
    else:
        state = GateState.PASSED if result.is_possible else GateState.NOT_POSSIBLE
    return GateCheck(
        name=task.name,
        group=task.group,
        state=state,
        refusals=result.refusals,
        seconds=monotonic() - began,
        tool_seconds=result.tool_seconds,
    )
