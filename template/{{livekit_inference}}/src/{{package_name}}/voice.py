"""The models that listen, think and speak, through LiveKit's gateway."""

from livekit.agents import AgentSession, inference
from livekit.agents.llm import LLM

from .models import CallContext
from .settings import Settings


def language_model(settings: Settings, context: CallContext) -> LLM:
    """Return a language model whose requests carry the context as headers.

    Headers are used because providers may refuse unknown fields in the body.
    """
    headers = {f"X-{name}": value for name, value in context.model_dump(by_alias=True).items()}
    return inference.LLM(
        settings.llm_model,
        base_url=settings.livekit_inference_url,
        api_key=settings.livekit_api_key,
        api_secret=settings.livekit_api_secret.get_secret_value(),
        extra_kwargs={"extra_headers": headers},
    )


def voice_session(settings: Settings, llm: LLM) -> AgentSession[None]:
    """Return a session. The detection of turns runs in this process, without a call."""
    key, secret = settings.livekit_api_key, settings.livekit_api_secret.get_secret_value()
    return AgentSession(
        stt=inference.STT(settings.stt_model, api_key=key, api_secret=secret),
        llm=llm,
        tts=inference.TTS(settings.tts_model, api_key=key, api_secret=secret),
        vad=inference.VAD(),
        turn_handling={"turn_detection": inference.TurnDetector(version="v1-mini")},
    )
