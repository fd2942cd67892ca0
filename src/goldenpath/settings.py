"""The settings that come from environment variables named GOLDENPATH_…."""

import os
from pathlib import Path

from goldenpath.model.base import DataModel


class Settings(DataModel):
    """Defaults for a person, a machine or an organisation; command-line options override them."""

    template: str | None = None
    """URL or path of the template, for a goldenpath that does not run from its own checkout."""
    organisation: str = "palindrom-ai"
    """The organisation to render for, if no option names one."""
    cache: Path | None = None
    """Folder for the cache of templates and renders; if not set, the user's cache folder."""


def read_settings() -> Settings:
    """Return the settings of this process's environment."""
    if not any(name.upper().startswith("GOLDENPATH_") for name in os.environ):
        return Settings()
    # Imported only here: the import takes as long as a whole check of the version, and most people
    # set none of these variables.
    from pydantic_settings import BaseSettings

    # ty does not see that pydantic-settings only adds keys to Pydantic's configuration.
    class EnvironmentSettings(  # ty: ignore[incompatible-attribute-override]
        Settings, BaseSettings, env_prefix="GOLDENPATH_", env_ignore_empty=True, extra="ignore"
    ):
        """The settings, each from its environment variable."""

    return EnvironmentSettings()
