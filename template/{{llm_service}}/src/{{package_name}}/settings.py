"""Configuration from environment variables, checked once at start."""

from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import ConfigurationError


class Settings(BaseSettings):
    """One field per variable, which has the same name in capitals.

    A description completes the sentence "the variable must be …".
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    model: str = Field(
        pattern=r"^\S+/\S+$", description="a provider and a model of it, such as openai/gpt-5-mini"
    )
    openai_api_key: SecretStr = Field(min_length=1, description="the key of the provider")
    openai_base_url: str | None = Field(
        default=None, pattern=r"^https?://\S+$", description="the URL of the provider's API"
    )
    model_timeout_seconds: float = Field(
        default=30, gt=0, le=600, description="a number of seconds, at most 600"
    )
    model_max_retries: int = Field(default=2, ge=0, le=10, description="a number from 0 to 10")
    project: str = Field(
        pattern=r"^[a-z0-9-]+$", description="the project that calls are accounted to"
    )
    environment: Literal["development", "staging", "production"] = Field(
        description="one of development, staging, production"
    )
    service_name: str = Field(pattern=r"^\S+$", description="the name of this service in logs")
    log_level: Literal["debug", "info", "warn", "error"] = Field(
        default="info", description="one of debug, info, warn, error"
    )
    max_body_bytes: int = Field(default=65_536, gt=0, description="a number of bytes, at least 1")
    host: str = Field(default="127.0.0.1", pattern=r"^\S+$", description="the address to listen on")
    port: int = Field(default=8000, ge=0, le=65_535, description="a port, or 0 for any")
    shutdown_seconds: int = Field(
        default=10, ge=0, description="the seconds that requests have to finish at the end"
    )


def load_settings() -> Settings:
    """Read the environment, or say in one sentence which variables to set and how."""
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigurationError(_explain(error)) from error


def _explain(error: ValidationError) -> str:
    findings = []
    for finding in error.errors():
        name = str(finding["loc"][0])
        state = "is missing" if finding["type"] == "missing" else "is not valid"
        rule = Settings.model_fields[name].description
        findings.append(f"{name.upper()} {state} and must be {rule}")
    where = "set it in the environment of the service, as .env.example shows."
    return f"{'; '.join(findings)}: {where}"
