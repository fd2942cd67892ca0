"""Unit tests reach no network; this is what enforces it."""

from collections.abc import Generator

import pytest
from pytest_socket import disable_socket, enable_socket


@pytest.fixture(autouse=True)
def no_network() -> Generator[None]:
    """Let every attempt to open a connection fail."""
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()
