"""The settings of LiveKit's gateway to models."""

from pydantic import Field
from pydantic_settings import BaseSettings


class VoiceSettings(BaseSettings):
    """The models that listen, think and speak."""

    livekit_inference_url: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="the URL of LiveKit's gateway to models",
    )
    llm_model: str = Field(
        default="openai/gpt-5-mini",
        pattern=r"^\S+/\S+$",
        description="a provider and a language model of it",
    )
    stt_model: str = Field(
        default="deepgram/nova-3",
        pattern=r"^\S+/\S+$",
        description="a provider and a model of it that transcribes",
    )
    tts_model: str = Field(
        default="cartesia/sonic-3",
        pattern=r"^\S+/\S+$",
        description="a provider and a model of it that speaks",
    )
