"""Unit tests stay inside the process."""

import pytest


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest) -> None:
    """Any socket at all, even to this machine, fails the test that opens it."""
    request.getfixturevalue("socket_disabled")
