"""The other end of the agent's console: it dials us, and we type."""

import asyncio
import struct
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from livekit.agents.voice.remote_session import RemoteSession, SessionTransport
from livekit.protocol.agent_pb.agent_session import AgentSessionMessage

HEADER = struct.Struct(">I")
READY_SECONDS = 30


class AcceptedConnection(SessionTransport):
    """Messages over TCP, each after its length."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def start(self) -> None:
        """It is connected already."""

    async def send_message(self, msg: AgentSessionMessage) -> None:
        data = msg.SerializeToString()
        self._writer.write(HEADER.pack(len(data)) + data)
        await self._writer.drain()

    async def close(self) -> None:
        self._writer.close()

    def __aiter__(self) -> AsyncIterator[AgentSessionMessage]:
        return self

    async def __anext__(self) -> AgentSessionMessage:
        try:
            (length,) = HEADER.unpack(await self._reader.readexactly(HEADER.size))
            return AgentSessionMessage.FromString(await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            raise StopAsyncIteration from None


class Console:
    """Waits for the agent to dial, and talks to it in text."""

    def __init__(self, server: asyncio.Server, dialled: asyncio.Future[RemoteSession]) -> None:
        self._dialled = dialled
        self.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def connect(self) -> RemoteSession:
        """The conversation, once there is one; nothing is spoken."""
        session = await asyncio.wait_for(self._dialled, READY_SECONDS)
        await session.start()
        await session.wait_for_ready(READY_SECONDS)
        await session.update_io(input_audio_enabled=False, output_audio_enabled=False)
        return session


async def said(session: RemoteSession, text: str) -> list[str]:
    """Say something; what the agent did and said then."""
    answer = await session.run(text)
    lines: list[str] = []
    for item in answer.items:
        if item.HasField("function_call"):
            lines.append(f"{item.function_call.name}({item.function_call.arguments})")
        if item.HasField("message") and item.message.role != 0:
            lines.extend(part.text for part in item.message.content)
    return lines


@asynccontextmanager
async def console() -> AsyncGenerator[Console]:
    """A console that listens for as long as it is needed."""
    dialled: asyncio.Future[RemoteSession] = asyncio.get_running_loop().create_future()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        dialled.set_result(RemoteSession(AcceptedConnection(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield Console(server, dialled)
    finally:
        if dialled.done():
            await dialled.result().aclose()
        server.close()
