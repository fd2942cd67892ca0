"""The worker. LiveKit sends it into rooms, with one job for each room."""

from livekit.agents import AgentServer, AgentSession, JobContext, room_io
from livekit.agents.metrics import LLMMetrics
from pydantic import ValidationError

from .agents import SupportAgent
from .models import CallContext, JobMetadata
from .observability import log, request_id_of
from .orders import SampleOrders
from .settings import LogLevel, load_settings
from .voice import language_model, voice_session

FEATURE = "support-call"
SETTINGS = load_settings()
server = AgentServer(
    port=SETTINGS.port,
    drain_timeout=SETTINGS.shutdown_seconds,
    shutdown_process_timeout=SETTINGS.shutdown_seconds,
)


@server.rtc_session(agent_name=SETTINGS.service_name)
async def answer_call(ctx: JobContext) -> None:
    """Talk with whoever is in the room."""
    metadata = metadata_of(ctx)
    context = CallContext(
        project=SETTINGS.project,
        feature=FEATURE,
        user_id=metadata.user_id,
        request_id=request_id_of(ctx.job.id),
    )
    llm = language_model(SETTINGS, context)
    llm.on("metrics_collected", lambda metrics: log_model_call(metrics, context))
    is_spoken = not metadata.is_text_only
    session = voice_session(SETTINGS, llm) if is_spoken else AgentSession[None](llm=llm)
    session.on("error", lambda event: log_failure(event.error, context))
    options = room_io.RoomOptions(audio_input=is_spoken, audio_output=is_spoken)
    await session.start(SupportAgent(SampleOrders()), room=ctx.room, room_options=options)
    await ctx.connect()
    log(LogLevel.INFO, "call answered", context.model_dump(by_alias=False))


def metadata_of(ctx: JobContext) -> JobMetadata:
    """Return the metadata of the job. If it is not valid, the user is anonymous."""
    try:
        return JobMetadata.model_validate_json(ctx.job.metadata or "{}")
    except ValidationError as error:
        log(LogLevel.WARN, "job metadata is not valid", {"problems": error.error_count()})
        return JobMetadata()


def log_model_call(metrics: LLMMetrics, context: CallContext) -> None:
    """Log one line for each call to the language model."""
    usage = {
        "prompt_tokens": metrics.prompt_tokens,
        "completion_tokens": metrics.completion_tokens,
        "duration_seconds": metrics.duration,
    }
    log(LogLevel.INFO, "model called", {**context.model_dump(by_alias=False), **usage})


def log_failure(error: object, context: CallContext) -> None:
    """Log one line for each failure of the session. LiveKit retries if it can."""
    is_recoverable = getattr(error, "recoverable", False)
    level = LogLevel.WARN if is_recoverable else LogLevel.ERROR
    fields = {**context.model_dump(by_alias=False), "kind": type(error).__name__}
    log(level, "session failed", fields)
