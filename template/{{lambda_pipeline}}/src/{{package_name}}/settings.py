"""Configuration from environment variables, checked once at start."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import ConfigurationError


class Environment(StrEnum):
    """Where the function runs."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """The least serious level that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARN = "warn"
    ERROR = "error"


type Prefix = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9/_-]*[a-z0-9])?$")]

PREFIX_RULE = "lower-case letters, digits, '-', '_' and inner '/', and differ from other prefixes"


class Settings(BaseSettings):
    """One field per variable, which has the same name in capitals.

    A description completes the sentence "the variable must be …".
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True)

    curated_bucket: str = Field(
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        description="the name of the S3 bucket to write to",
    )
    curated_prefix: Prefix = Field(default="curated", description=PREFIX_RULE)
    quarantine_prefix: Prefix = Field(default="quarantine", description=PREFIX_RULE)
    manifest_prefix: Prefix = Field(default="manifests", description=PREFIX_RULE)
    environment: Environment = Field(description=f"one of {', '.join(Environment)}")
    service_name: str = Field(
        pattern=r"^\S+$", description="the name of this service in logs and metrics"
    )
    metrics_namespace: str = Field(
        pattern=r"^[\w./#-]+$", description="a CloudWatch namespace, such as DataPipelines"
    )
    log_level: LogLevel = Field(default=LogLevel.INFO, description=f"one of {', '.join(LogLevel)}")

    @field_validator("quarantine_prefix", "manifest_prefix")
    @classmethod
    def is_unlike_the_prefixes_before(cls, value: str, info: ValidationInfo) -> str:
        """Two kinds of output under one prefix would overwrite each other."""
        if value in (info.data.get("curated_prefix"), info.data.get("quarantine_prefix")):
            raise ValueError("this prefix is taken")
        return value


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
    return (
        f"{'; '.join(findings)}: set it in the function's environment in template.yaml, "
        "or locally as .env.example shows."
    )
