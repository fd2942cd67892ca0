"""Stand-ins for AWS that integration and end-to-end tests share."""

from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from support.aws import Cloud, stand_in_environment
from support.template import Template


@pytest.fixture(scope="session")
def aws_endpoint() -> Iterator[str]:
    """The address of an S3 and SQS that live as long as the test run."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def cloud(aws_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """Buckets and queues of the test's own, wired as template.yaml wires them."""
    for name, value in stand_in_environment(aws_endpoint).items():
        monkeypatch.setenv(name, value)
    cloud = Cloud.create(Template.load().max_receive_count)
    yield cloud
    cloud.close()
