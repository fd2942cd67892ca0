"""A typed conversation with the agent as a process, through its console."""

import asyncio
from pathlib import Path

from support.agent_process import AgentProcess, variables
from support.console import console, said
from support.fake_provider import fake_provider


def test_orders_refunds_and_failures_are_talked_about(tmp_path: Path) -> None:
    async def talk(environment: dict[str, str]) -> list[list[str]]:
        async with console() as listening:
            command = ("console", "--connect-addr", listening.address)
            agent = AgentProcess(environment, tmp_path / "agent.log", *command)
            try:
                session = await listening.connect()
                answers = [
                    await said(session, text)
                    for text in ("Where is order 1002?", "I want a refund", "For 1002")
                ]
                assert await asyncio.to_thread(agent.terminate) == 0, agent.text()
                return answers
            finally:
                agent.stop()

    with fake_provider() as provider:
        looked_up, handed_over, refunded = asyncio.run(talk(variables(provider.url)))

    assert looked_up[0] == 'look_up_order({"order_id": "1002"})'
    assert "SHIPPED" in looked_up[1]
    assert handed_over[0] == "transfer_to_refunds({})"
    assert refunded[0] == 'request_refund({"order_id": "1002"})'
    assert "ref_1002" in refunded[1]
