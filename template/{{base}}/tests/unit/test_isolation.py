"""The guard around unit tests."""

import socket
import urllib.request

import pytest
from pytest_socket import SocketBlockedError


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_socket_cannot_be_opened() -> None:
    with pytest.raises(SocketBlockedError):
        socket.socket()


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_not_even_this_machine_can_be_reached() -> None:
    with pytest.raises(SocketBlockedError):
        urllib.request.urlopen("http://127.0.0.1:9/")
