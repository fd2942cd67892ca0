"""Settings, one set per process."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class LLMSettings(BaseSettings):
    """What the environment says."""

    model_config = SettingsConfigDict(extra="ignore")

    openai_api_key: str | None = None
    anthropic_api_key: str | None = None
    google_api_key: str | None = None
    default_model: str = "gpt-4o"
    default_timeout: float = 60.0
    default_max_retries: int = 3
    retry_min_wait: float = 1.0
    retry_max_wait: float = 60.0
    retry_multiplier: float = 2.0


_current: list[LLMSettings] = []


def get_settings() -> LLMSettings:
    """The settings in force."""
    if not _current:
        _current.append(LLMSettings())
    return _current[0]


def set_settings(settings: LLMSettings) -> None:
    """Put other settings in force."""
    _current[:] = [settings]


def reset_settings() -> None:
    """Read the environment again when settings are next asked for."""
    _current.clear()


def configure(**kwargs: str | float | int | None) -> None:
    """Change some settings."""
    given = {name: value for name, value in kwargs.items() if value is not None}
    set_settings(get_settings().model_copy(update=given))
