"""What is proven about a commit of the template before it is released."""

from enum import StrEnum

from goldenpath.model.data_file import DataModel
from goldenpath.model.errors import ExitCode


class GateState(StrEnum):
    """How a check of the gate ended."""

    PASSED = "passed"
    REFUSED = "refused"
    # Not possible on this machine, which does not keep a release back.
    NOT_POSSIBLE = "not possible"


class GateCheck(DataModel):
    """One check of the gate."""

    name: str
    group: str
    state: GateState
    # One sentence each: the value, the rule, the way out.
    refusals: tuple[str, ...] = ()
    seconds: float = 0
    # Of those, spent in uv, pytest, copier and linters rather than in goldenpath.
    tool_seconds: float = 0


class GateReport(DataModel):
    """What one run, or the runs of several shards, found out about one commit."""

    template: str
    version: str
    commit: str
    # Every check that the commit needs, in whichever shard.
    planned: tuple[str, ...]
    checks: tuple[GateCheck, ...]
    # As a clock on the wall measured it; of several shards, the longest.
    wall_seconds: float = 0

    @property
    def refusals(self) -> tuple[str, ...]:
        """Everything that keeps the commit from being released, each once."""
        return tuple(dict.fromkeys(text for check in self.checks for text in check.refusals))

    @property
    def missing(self) -> tuple[str, ...]:
        """Planned checks that have not run."""
        run = {check.name for check in self.checks}
        return tuple(name for name in self.planned if name not in run)

    @property
    def is_passed(self) -> bool:
        """Whether everything has run, and nothing was refused."""
        return not self.missing and not self.refusals

    @property
    def exit_code(self) -> ExitCode:
        """What the shell sees: of a part, whether the part is fine."""
        return ExitCode.FINDINGS if self.refusals else ExitCode.OK
