"""Options that every command about rendered repositories has: where templates come from."""

from enum import StrEnum
from pathlib import Path

import platformdirs
from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.operations.drift.recorded_render import Templates
from goldenpath.operations.render.engine import RenderEngine
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.render.template_source import full_location
from goldenpath.operations.template_store.checkouts import TemplateStore
from goldenpath.settings import Settings


class Engine(StrEnum):
    """What renders: goldenpath in memory, or copier."""

    MEMORY = "memory"
    COPIER = "copier"


@Parameter(name="*")
class TemplateOptions(BaseModel):
    """Where templates come from and what renders them."""

    model_config = ConfigDict(frozen=True)

    template: str | None = None
    """Another place of the template than the one that the repository records: a URL or a path."""

    engine: Engine = Engine.MEMORY
    """What renders: memory is fast, copier is what it is proven against."""


def templates(options: TemplateOptions) -> Templates:
    """Set up what the options ask for.

    Raises:
        BadInputError: the template is none.
    """
    override = full_location(options.template) if options.template else None
    engine: RenderEngine = choose_engine(use_copier=options.engine is Engine.COPIER)
    return Templates(store=TemplateStore(cache_folder()), engine=engine, override=override)


def cache_folder() -> Path:
    """Where mirrors and checkouts of templates are kept."""
    return Settings().cache or Path(platformdirs.user_cache_path("goldenpath"))
