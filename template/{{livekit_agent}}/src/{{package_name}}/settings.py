"""Configuration from environment variables, checked once at start."""

from enum import StrEnum

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from .errors import ConfigurationError
from .voice_settings import VoiceSettings


class Environment(StrEnum):
    """Where the agent runs."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """The least serious level that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARN = "warn"
    ERROR = "error"


class Settings(VoiceSettings):
    """One field per variable, which has the same name in capitals.

    A description completes the sentence "the variable must be …".
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    livekit_url: str = Field(
        pattern=r"^wss?://[^\s/]+\S*$",
        description="the URL of the LiveKit server, such as wss://example.livekit.cloud",
    )
    livekit_api_key: str = Field(pattern=r"^\S+$", description="a key of the LiveKit server")
    livekit_api_secret: SecretStr = Field(min_length=1, description="the secret of that key")
    project: str = Field(
        pattern=r"^[a-z0-9-]+$", description="the project that calls are accounted to"
    )
    environment: Environment = Field(description=f"one of {', '.join(Environment)}")
    service_name: str = Field(
        pattern=r"^\S+$", description="the name of this agent, in logs and in dispatches"
    )
    log_level: LogLevel = Field(default=LogLevel.INFO, description=f"one of {', '.join(LogLevel)}")
    port: int = Field(
        default=8081, ge=0, le=65_535, description="the port of the health check, or 0 for any"
    )
    shutdown_seconds: int = Field(
        default=10, ge=1, description="the seconds that calls have to end when it is stopped"
    )


def load_settings() -> Settings:
    """Read the environment, or say in one sentence which variables to set and how."""
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigurationError(_explain(error)) from error


def _explain(error: ValidationError) -> str:
    findings = []
    for finding in error.errors(include_input=False):
        name = str(finding["loc"][0])
        state = "is missing" if finding["type"] == "missing" else "is not valid"
        findings.append(
            f"{name.upper()} {state} and must be {Settings.model_fields[name].description}"
        )
    return f"{'; '.join(findings)}: set it in the environment of the agent, as .env.example shows."
