"""A call as in production: a worker, its job in another process, a server, and WebRTC."""

import asyncio
import time
from pathlib import Path

from support.agent_process import AgentProcess, variables
from support.fake_provider import fake_provider
from support.livekit_server import livekit_server

STOP_SECONDS = 5
# That the server here has no newer protocol, and that this machine is slow.
NO_NEWS = ("livekit_signaling", "event loop blocked")


def test_a_caller_is_answered_from_a_tool_and_the_worker_stops_in_time(tmp_path: Path) -> None:
    async def call(provider_url: str) -> str:
        async with livekit_server('{"userId": "usr_7", "isTextOnly": true}') as livekit:
            environment = variables(provider_url, livekit.url)
            agent = AgentProcess(environment, tmp_path / "agent.log", "start")
            try:
                answer = await livekit.ask("Where is order 1001?")
                await livekit.hang_up()
                assert livekit.problems == []
                asked_to_stop = time.monotonic()
                assert await asyncio.to_thread(agent.terminate) == 0, agent.text()
                assert time.monotonic() - asked_to_stop < STOP_SECONDS
                lines.extend(agent.lines())
                return answer
            except TimeoutError:
                raise AssertionError(agent.text()) from None
            finally:
                agent.stop()

    lines: list[dict[str, object]] = []
    with fake_provider() as provider:
        answer = asyncio.run(call(provider.url))

    assert answer == 'I see: {"orderId":"1001","status":"OPEN","totalCents":4990}'
    assert {headers["x-requestid"] for headers in provider.headers} == {"req_AJ_test"}
    told = [line for line in lines if not str(line["message"]).startswith(NO_NEWS)]
    assert [(line["level"], line["message"], line["requestId"]) for line in told] == [
        ("info", "agent started", "req_init"),
        ("info", "call answered", "req_AJ_test"),
        ("info", "model called", "req_AJ_test"),
        ("info", "model called", "req_AJ_test"),
        ("info", "agent stopped", "req_init"),
    ]
    assert {line["userId"] for line in told[1:4]} == {"usr_7"}
