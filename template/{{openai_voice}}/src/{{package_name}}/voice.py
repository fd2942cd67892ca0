"""OpenAI's models that listen, think and speak."""

from livekit.agents import AgentSession, inference
from livekit.agents.llm import LLM
from livekit.plugins import openai

from .models import CallContext
from .settings import Settings


def language_model(settings: Settings, context: CallContext) -> LLM:
    """Return a language model whose requests carry the context as headers.

    Headers are used because providers may refuse unknown fields in the body.
    """
    headers = {f"X-{name}": value for name, value in context.model_dump(by_alias=True).items()}
    return openai.LLM(
        model=settings.llm_model,
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        extra_headers=headers,
    )


def voice_session(settings: Settings, llm: LLM) -> AgentSession[None]:
    """Return a session. The detection of turns runs in this process, without a call."""
    key = settings.openai_api_key.get_secret_value()
    return AgentSession(
        stt=openai.STT(model=settings.stt_model, api_key=key, base_url=settings.openai_base_url),
        llm=llm,
        tts=openai.TTS(model=settings.tts_model, api_key=key, base_url=settings.openai_base_url),
        vad=inference.VAD(),
        turn_handling={"turn_detection": inference.TurnDetector(version="v1-mini")},
    )
