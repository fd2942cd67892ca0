"""A LiveKit server on this machine, with one room and one caller who types.

As far as an agent needs it: workers register and get a job, the job joins the room with WebRTC, and
text goes back and forth. See https://docs.livekit.io/reference/internals/client-protocol/.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from aiohttp import WSMsgType, web
from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.sdp import candidate_from_sdp
from livekit.protocol import agent, models, rtc

CALLER = models.ParticipantInfo(
    sid="PA_caller", identity="caller", state=models.ParticipantInfo.ACTIVE
)
ROOM = models.Room(sid="RM_test", name="room-test")
STATE = "lk.agent.state"
TYPED = "lk.chat"
ANSWERED = "lk.transcription"
PATIENCE_SECONDS = 30


class LiveKitServer:
    """What the worker and its job are told, and what they said."""

    def __init__(self, metadata: str) -> None:
        self.job = agent.Job(id="AJ_test", type=agent.JT_ROOM, room=ROOM, metadata=metadata)
        self.url = ""
        self.problems: list[Exception] = []
        self.ended = asyncio.Event()
        self._listening = asyncio.Event()
        self._reachable = asyncio.Event()
        self._answers: asyncio.Queue[str] = asyncio.Queue()
        self._streams: dict[str, bytes] = {}
        self._typed = 0
        self._agent = models.ParticipantInfo(
            sid="PA_agent",
            identity="agent",
            kind=models.ParticipantInfo.AGENT,
            state=models.ParticipantInfo.ACTIVE,
        )
        self._to_agent: RTCDataChannel | None = None
        self._worker: web.WebSocketResponse | None = None

    # What the caller does ---------------------------------------------------------------------

    async def ask(self, text: str) -> str:
        """Type something, once the agent listens; its answer."""
        await asyncio.wait_for(self._listening.wait(), PATIENCE_SECONDS)
        # It says so on another connection, which may be ready first.
        await asyncio.wait_for(self._reachable.wait(), PATIENCE_SECONDS)
        assert self._to_agent is not None
        self._typed += 1
        stream, content = f"typed-{self._typed}", text.encode()
        parts = (
            models.DataPacket(
                stream_header=models.DataStream.Header(
                    stream_id=stream,
                    topic=TYPED,
                    mime_type="text/plain",
                    total_length=len(content),
                    text_header=models.DataStream.TextHeader(),
                )
            ),
            models.DataPacket(
                stream_chunk=models.DataStream.Chunk(stream_id=stream, content=content)
            ),
            models.DataPacket(stream_trailer=models.DataStream.Trailer(stream_id=stream)),
        )
        for part in parts:
            part.participant_identity = CALLER.identity
            part.participant_sid = CALLER.sid
            self._to_agent.send(part.SerializeToString())
        return await asyncio.wait_for(self._answers.get(), PATIENCE_SECONDS)

    async def hang_up(self) -> None:
        """End the job; return once it has left the room."""
        assert self._worker is not None
        termination = agent.JobTermination(job_id=self.job.id)
        await send(self._worker, agent.ServerMessage(termination=termination))
        await asyncio.wait_for(self.ended.wait(), PATIENCE_SECONDS)

    # What the worker sees -----------------------------------------------------------------------

    async def register(self, request: web.Request) -> web.WebSocketResponse:
        """Take a worker, and give it the job."""
        socket = self._worker = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is not WSMsgType.BINARY:
                break
            said = agent.WorkerMessage.FromString(message.data)
            if said.HasField("register"):
                self.job.agent_name = said.register.agent_name
                welcome = agent.RegisterWorkerResponse(worker_id="AW_test")
                offer = agent.AvailabilityRequest(job=self.job)
                await send(socket, agent.ServerMessage(register=welcome))
                await send(socket, agent.ServerMessage(availability=offer))
            elif said.HasField("availability"):
                assert said.availability.available
                self._agent.identity = said.availability.participant_identity
                assignment = agent.JobAssignment(job=self.job, token=token_of(request))
                await send(socket, agent.ServerMessage(assignment=assignment))
        return socket

    # What its job sees --------------------------------------------------------------------------

    async def join(self, request: web.Request) -> web.WebSocketResponse:
        """Let the job into the room: one connection for each direction."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        welcome = rtc.JoinResponse(
            room=ROOM,
            participant=self._agent,
            other_participants=[CALLER],
            server_version="1.9.0",
            subscriber_primary=True,
            ping_interval=30,
            ping_timeout=60,
        )
        await send(socket, rtc.SignalResponse(join=welcome))
        nowhere = RTCConfiguration(iceServers=[])
        to_agent, from_agent = RTCPeerConnection(nowhere), RTCPeerConnection(nowhere)
        to_agent.createDataChannel("_lossy", ordered=False, maxRetransmits=0)
        self._to_agent = to_agent.createDataChannel("_reliable")
        self._to_agent.on("open", self._reachable.set)
        from_agent.on("datachannel", lambda channel: channel.on("message", self._receive) and None)
        await to_agent.setLocalDescription(await to_agent.createOffer())
        offer = to_agent.localDescription
        await send(
            socket,
            rtc.SignalResponse(offer=rtc.SessionDescription(type=offer.type, sdp=offer.sdp)),
        )
        connections = {rtc.SUBSCRIBER: to_agent, rtc.PUBLISHER: from_agent}
        try:
            async for message in socket:
                if message.type is not WSMsgType.BINARY:
                    break
                await self._answer(socket, rtc.SignalRequest.FromString(message.data), connections)
        except Exception as error:
            self.problems.append(error)
            raise
        finally:
            for connection in connections.values():
                await connection.close()
            self.ended.set()
        return socket

    async def _answer(
        self,
        socket: web.WebSocketResponse,
        said: rtc.SignalRequest,
        connections: Mapping[rtc.SignalTarget, RTCPeerConnection],
    ) -> None:
        if said.HasField("answer"):
            answer = RTCSessionDescription(said.answer.sdp, "answer")
            await connections[rtc.SUBSCRIBER].setRemoteDescription(answer)
        elif said.HasField("offer"):
            connection = connections[rtc.PUBLISHER]
            await connection.setRemoteDescription(RTCSessionDescription(said.offer.sdp, "offer"))
            await connection.setLocalDescription(await connection.createAnswer())
            sdp = connection.localDescription.sdp
            reply = rtc.SessionDescription(type="answer", sdp=sdp, id=said.offer.id)
            await send(socket, rtc.SignalResponse(answer=reply))
        elif said.HasField("trickle") and said.trickle.candidateInit:
            described = json.loads(said.trickle.candidateInit)
            candidate = candidate_from_sdp(described["candidate"].removeprefix("candidate:"))
            candidate.sdpMid = described["sdpMid"]
            candidate.sdpMLineIndex = described["sdpMLineIndex"]
            await connections[said.trickle.target].addIceCandidate(candidate)
        elif said.HasField("update_metadata"):
            self._agent.attributes.update(said.update_metadata.attributes)
            done = rtc.RequestResponse(request_id=said.update_metadata.request_id)
            update = rtc.ParticipantUpdate(participants=[self._agent])
            await send(socket, rtc.SignalResponse(update=update))
            await send(socket, rtc.SignalResponse(request_response=done))
            if self._agent.attributes.get(STATE) == "listening":
                self._listening.set()
        elif said.HasField("ping_req"):
            pong = rtc.Pong(last_ping_timestamp=said.ping_req.timestamp)
            await send(socket, rtc.SignalResponse(pong_resp=pong))

    def _receive(self, data: bytes) -> None:
        """Put together what the agent answers; a stream ends with its trailer."""
        packet = models.DataPacket.FromString(data)
        if packet.stream_header.topic == ANSWERED:
            self._streams[packet.stream_header.stream_id] = packet.stream_header.inline_content
        elif packet.stream_chunk.stream_id in self._streams:
            self._streams[packet.stream_chunk.stream_id] += packet.stream_chunk.content
        elif packet.stream_trailer.stream_id in self._streams:
            answer = self._streams.pop(packet.stream_trailer.stream_id)
            self._answers.put_nowait(answer.decode())


async def send(
    socket: web.WebSocketResponse, message: agent.ServerMessage | rtc.SignalResponse
) -> None:
    """Send a message in its binary form."""
    await socket.send_bytes(message.SerializeToString())


def token_of(request: web.Request) -> str:
    """The worker's own token: nobody checks the job's."""
    return request.headers["Authorization"].removeprefix("Bearer ")


@asynccontextmanager
async def livekit_server(metadata: str) -> AsyncGenerator[LiveKitServer]:
    """A server that lives for as long as it is needed; its job has that metadata."""
    server = LiveKitServer(metadata)
    app = web.Application()
    # Newer clients ask for /rtc/v1 first, and are content with /rtc when there is none.
    app.add_routes([web.get("/agent", server.register), web.get("/rtc", server.join)])
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"ws://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
