"""A language model that answers as a test tells it to, inside the process."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from livekit.agents.llm import (
    LLM,
    ChatChunk,
    ChatContext,
    ChoiceDelta,
    FunctionToolCall,
    LLMStream,
    Tool,
)
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions


@dataclass(frozen=True)
class Call:
    """An answer that is the call of a tool."""

    tool: str
    order_id: str | None = None


class ScriptedLLM(LLM):
    """Gives its answers one after the other, whatever is said."""

    def __init__(self, *answers: str | Call) -> None:
        super().__init__()
        self.answers: list[str | Call] = list(answers)
        self.asked: list[ChatContext] = []

    def chat(
        self,
        *,
        chat_ctx: ChatContext,
        tools: Sequence[Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        **_options: Any,
    ) -> LLMStream:
        self.asked.append(chat_ctx)
        return _ScriptedStream(
            self, chat_ctx=chat_ctx, tools=list(tools or []), conn_options=conn_options
        )


class _ScriptedStream(LLMStream):
    """The next answer, in one piece."""

    async def _run(self) -> None:
        assert isinstance(self._llm, ScriptedLLM)
        answer = self._llm.answers.pop(0)
        delta = ChoiceDelta(role="assistant")
        if isinstance(answer, str):
            delta.content = answer
        else:
            arguments = {"order_id": answer.order_id} if answer.order_id else {}
            call = FunctionToolCall(
                name=answer.tool, arguments=json.dumps(arguments), call_id="call_test"
            )
            delta.tool_calls = [call]
        self._event_ch.send_nowait(ChatChunk(id="chunk_test", delta=delta))
