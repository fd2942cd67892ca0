"""From start to end: no start without settings."""

from pathlib import Path

import pytest

from support.agent_process import AgentProcess, variables


@pytest.mark.parametrize(
    ("name", "value", "state"),
    [
        ("LIVEKIT_URL", "", "is missing"),
        ("LIVEKIT_API_KEY", "", "is missing"),
        ("LIVEKIT_API_SECRET", "", "is missing"),
        ("LIVEKIT_URL", "http://livekit", "is not valid"),
    ],
)
def test_a_wrong_variable_fails_the_start_with_a_sentence(
    name: str, value: str, state: str, tmp_path: Path
) -> None:
    environment = {**variables("http://127.0.0.1:9/v1"), name: value}
    agent = AgentProcess(environment, tmp_path / "agent.log", "start")

    assert agent.wait() == 1

    (line,) = agent.lines()
    assert (line["level"], line["requestId"]) == ("error", "req_init")
    assert (line["service"], line["environment"]) == ("test-agent", "staging")
    assert line["reason"].startswith(f"{name} {state} and must be ")
    assert line["reason"].endswith(", as .env.example shows.")
