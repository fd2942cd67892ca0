"""The models that listen, think and speak, of OpenAI."""

from livekit.agents import AgentSession, inference
from livekit.agents.llm import LLM
from livekit.plugins import openai

from .models import CallContext
from .settings import Settings


def language_model(settings: Settings, context: CallContext) -> LLM:
    """A language model; every request to it says who it is for.

    Headers, since providers may refuse fields in the body that they do not know.
    """
    headers = {f"X-{name}": value for name, value in context.model_dump(by_alias=True).items()}
    return openai.LLM(
        model=settings.llm_model,
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        extra_headers=headers,
    )


def voice_session(settings: Settings, llm: LLM) -> AgentSession[None]:
    """A conversation: who speaks when is decided in this process, without a call."""
    key = settings.openai_api_key.get_secret_value()
    return AgentSession(
        stt=openai.STT(model=settings.stt_model, api_key=key, base_url=settings.openai_base_url),
        llm=llm,
        tts=openai.TTS(model=settings.tts_model, api_key=key, base_url=settings.openai_base_url),
        vad=inference.VAD(),
        turn_handling={"turn_detection": inference.TurnDetector(version="v1-mini")},
    )
