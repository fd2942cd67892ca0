"""One check of the gate, and running it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic

from goldenpath.model.errors import GoldenpathError
from goldenpath.model.release_gate import GateCheck, GateState
from goldenpath.operations.release.gate.context import GateContext


@dataclass(frozen=True)
class Outcome:
    """What a check found."""

    refusals: tuple[str, ...] = ()
    tool_seconds: float = 0
    is_possible: bool = True


@dataclass(frozen=True)
class GateTask:
    """A check that runs by itself, in any process and any shard."""

    name: str
    group: str
    run: Callable[[GateContext], Outcome] = field(repr=False)
    # How long it takes, against the others.
    weight: int = 1


def refusing(
    rule: Callable[[GateContext], Iterable[str]],
) -> Callable[[GateContext], Outcome]:
    """A check of a rule that yields its refusals."""
    return _Refusing(rule)


@dataclass(frozen=True)
class _Refusing:
    rule: Callable[[GateContext], Iterable[str]]

    def __call__(self, context: GateContext) -> Outcome:
        return Outcome(tuple(dict.fromkeys(self.rule(context))))


def run_task(task: GateTask, context: GateContext) -> GateCheck:
    """Run a check, whatever happens in it."""
    began = monotonic()
    try:
        outcome = task.run(context)
    except GoldenpathError as error:
        outcome = Outcome((f"{task.name}: {error}",))
    # A template is input, and a check that stumbles over it has not passed.
    # goldenpath: ignore[TY06] the edge of the gate: what is unexpected is a refusal
    except Exception as error:  # noqa: BLE001
        problem = " ".join(f"{type(error).__name__}: {error}".split())
        outcome = Outcome((f"{task.name} ended early ({problem}): this is a mistake in the gate.",))
    if outcome.refusals:
        state = GateState.REFUSED
    else:
        state = GateState.PASSED if outcome.is_possible else GateState.NOT_POSSIBLE
    return GateCheck(
        name=task.name,
        group=task.group,
        state=state,
        refusals=outcome.refusals,
        seconds=monotonic() - began,
        tool_seconds=outcome.tool_seconds,
    )
