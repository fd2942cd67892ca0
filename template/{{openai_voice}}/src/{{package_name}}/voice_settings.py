"""The settings of OpenAI's models."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class VoiceSettings(BaseSettings):
    """The models that listen, think and speak."""

    openai_api_key: SecretStr = Field(min_length=1, description="a key of OpenAI")
    openai_base_url: str = Field(
        default="https://api.openai.com/v1",
        pattern=r"^https?://\S+$",
        description="the URL of OpenAI's API",
    )
    llm_model: str = Field(
        default="gpt-5-mini", pattern=r"^\S+$", description="a language model of OpenAI"
    )
    stt_model: str = Field(
        default="gpt-4o-mini-transcribe",
        pattern=r"^\S+$",
        description="a model of OpenAI that transcribes",
    )
    tts_model: str = Field(
        default="gpt-4o-mini-tts", pattern=r"^\S+$", description="a model of OpenAI that speaks"
    )
