"""What the environment may set: the variables named GOLDENPATH_…."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Defaults of a person, a machine or an organisation; options on the command line win."""

    model_config = SettingsConfigDict(env_prefix="GOLDENPATH_", env_ignore_empty=True, frozen=True)

    template: str | None = None
    """URL or path of the template, for a goldenpath that does not run from its checkout."""
    organisation: str = "palindrom-ai"
    """The organisation to render for when no option says which."""
    cache: Path | None = None
    """Folder for mirrors and checkouts of templates, instead of the user's cache folder."""
