"""The report of the gate: the checks that a commit must pass before it can be released."""

from enum import StrEnum

from goldenpath.model.base import DataModel
from goldenpath.model.errors import ExitCode


class GateState(StrEnum):
    """How a check of the gate ended."""

    PASSED = "passed"
    REFUSED = "refused"
    # The check cannot run on this machine. This does not prevent a release.
    NOT_POSSIBLE = "not possible"


class GateCheck(DataModel):
    """One check of the gate."""

    name: str
    group: str
    state: GateState
    # One sentence each: the value, the rule and the way out.
    refusals: tuple[str, ...] = ()
    seconds: float = 0
    # The part of `seconds` that was spent in uv, pytest, copier and linters.
    tool_seconds: float = 0


class GateReport(DataModel):
    """What one run of the gate, or the runs of several shards, found about one commit."""

    template: str
    version: str
    commit: str
    # The names of all checks that the commit needs, in all shards.
    planned: tuple[str, ...]
    checks: tuple[GateCheck, ...]
    # The elapsed time; for several shards, the time of the longest one.
    wall_seconds: float = 0

    @property
    def refusals(self) -> tuple[str, ...]:
        """All reasons why the commit cannot be released, without repetition."""
        return tuple(dict.fromkeys(text for check in self.checks for text in check.refusals))

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the planned checks that have not run."""
        run = {check.name for check in self.checks}
        return tuple(name for name in self.planned if name not in run)

    @property
    def not_possible(self) -> tuple[str, ...]:
        """The names of the checks for which a tool is missing that nobody must have."""
        return tuple(check.name for check in self.checks if check.state is GateState.NOT_POSSIBLE)

    @property
    def is_passed(self) -> bool:
        """Whether all planned checks have run and none refused the commit."""
        return not self.missing and not self.refusals

    @property
    def exit_code(self) -> ExitCode:
        """The exit code: only a commit that has passed all planned checks has a good one."""
        return ExitCode.OK if self.is_passed else ExitCode.FINDINGS
