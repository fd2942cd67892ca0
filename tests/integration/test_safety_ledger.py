"""Whatever a team does and whenever a command dies, no line of the team's is lost."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from support.safety.machine import STEPS, Walk, steps

pytestmark = pytest.mark.slow

WALKS, LENGTH = 10, 15
LONG = 40


def walk_settings(asked: int) -> settings:
    """A few walks always; as many steps as are asked for, and the smallest example, by hand."""
    phases = [Phase.generate, Phase.shrink] if asked else [Phase.generate]
    return settings(
        max_examples=max(asked // LONG, 1) if asked else WALKS,
        stateful_step_count=LONG if asked else LENGTH,
        deadline=None,
        derandomize=not asked,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )


def test_no_line_of_the_team_is_lost(pytestconfig: pytest.Config) -> None:
    asked = pytestconfig.getoption("--long-safety")
    STEPS.clear()
    try:
        run_state_machine_as_test(Walk, settings=walk_settings(asked))
    finally:
        print(*steps(), sep="\n")
