"""What the environment may set: the variables named GOLDENPATH_…."""

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from goldenpath.model.data_file import describe
from goldenpath.model.errors import BadInputError


class Settings(BaseSettings):
    """Defaults of a person, a machine or an organisation; options on the command line win."""

    model_config = SettingsConfigDict(env_prefix="GOLDENPATH_", env_ignore_empty=True, frozen=True)

    template: str | None = None
    """URL or path of the template, for a goldenpath that does not run from its checkout."""
    organisation: str = "palindrom-ai"
    """The organisation to render for when no option says which."""


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        BadInputError: a variable breaks its rule.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise BadInputError(f"environment variable GOLDENPATH_…: {describe(error)}.") from error
