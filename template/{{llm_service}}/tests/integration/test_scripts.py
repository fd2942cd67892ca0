"""The commands of the README, as they are typed."""

import os
import signal
import subprocess
import sys
import time

import httpx
import pytest

from support.service_process import PATIENCE_SECONDS, POLL_SECONDS, ROOT, free_port


def test_the_evaluation_runs_offline() -> None:
    done = subprocess.run(
        [sys.executable, "evals/triage.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "83% right, at least 80% wanted" in done.stdout


def test_a_live_evaluation_without_settings_says_what_to_set() -> None:
    done = subprocess.run(
        [sys.executable, "evals/triage.py", "--live"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "MODEL"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("triage: MODEL is missing and must be ")


def wait_for(url: str) -> None:
    """Return once there is an answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(POLL_SECONDS)
        else:
            return
    pytest.fail("the service did not start")


def test_a_newcomer_can_talk_to_the_service() -> None:
    port = free_port()
    command = [sys.executable, "scripts/run_local.py", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as local:
        assert local.stdout is not None
        line = local.stdout.readline().split("'")
        try:
            wait_for(f"http://127.0.0.1:{port}/health")
            url = line[0].split()[2]
            response = httpx.post(url, content=line[1], timeout=PATIENCE_SECONDS)
        finally:
            os.killpg(local.pid, signal.SIGINT)

    assert response.json()["category"] == "BILLING"
    assert local.returncode == 0
