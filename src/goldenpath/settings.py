"""The settings that come from environment variables named GOLDENPATH_…."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Defaults for a person, a machine or an organisation; command-line options override them."""

    model_config = SettingsConfigDict(env_prefix="GOLDENPATH_", env_ignore_empty=True, frozen=True)

    template: str | None = None
    """URL or path of the template, for a goldenpath that does not run from its own checkout."""
    organisation: str = "palindrom-ai"
    """The organisation to render for, if no option names one."""
    cache: Path | None = None
    """Folder for mirrors and checkouts of templates; if not set, the user's cache folder."""
