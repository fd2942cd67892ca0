"""The service and a provider, each over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support.fake_provider import FakeProvider, fake_provider
from support.service_process import ServiceProcess, variables


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    """A provider on this machine."""
    with fake_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def service(
    provider: FakeProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServiceProcess]:
    """The service, started once for the tests of a module."""
    log: Path = tmp_path_factory.mktemp("service") / "service.log"
    service = ServiceProcess(variables(provider.url), log)
    try:
        service.wait_until_ready()
        yield service
    finally:
        service.stop()


@pytest.fixture
def client(service: ServiceProcess) -> Iterator[httpx.Client]:
    """Somebody who calls the service."""
    with httpx.Client(base_url=service.url, timeout=30) as client:
        yield client
