"""Unit tests stay inside the process."""

import asyncio
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    """Runs coroutines; its event loop has the one socket pair that unit tests need."""
    with asyncio.Runner() as runner:
        runner.get_loop()
        yield runner


@pytest.fixture(autouse=True)
def no_network(runner: asyncio.Runner, request: pytest.FixtureRequest) -> None:
    """Any socket at all, even to this machine, fails the test that opens it."""
    request.getfixturevalue("socket_disabled")
