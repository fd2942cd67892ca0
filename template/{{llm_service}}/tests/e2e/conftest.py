"""The service and a provider, each over HTTP."""

from collections.abc import Iterator

import httpx
import pytest

from support.fake_provider import FakeProvider, fake_provider
from support.service_process import ServiceProcess, running, variables


@pytest.fixture(scope="session")
def provider() -> Iterator[FakeProvider]:
    """A provider on this machine."""
    with fake_provider() as provider:
        yield provider


@pytest.fixture(scope="session")
def service(
    provider: FakeProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServiceProcess]:
    """The service, started once for all tests that leave it running."""
    log = tmp_path_factory.mktemp("service") / "service.log"
    with running(variables(provider.url), log) as service:
        # The first call imports much of litellm, and may take longer than a call has here.
        ticket = {"userId": "usr_0", "text": "first"}
        httpx.post(f"{service.url}/v1/summary", json=ticket, timeout=60)
        yield service


@pytest.fixture
def client(service: ServiceProcess) -> Iterator[httpx.Client]:
    """Somebody who calls the service."""
    with httpx.Client(base_url=service.url, timeout=30) as client:
        yield client
