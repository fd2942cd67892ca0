"""The options of every command about rendered repositories: which template, and which engine."""

from enum import StrEnum
from pathlib import Path

import platformdirs
from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.model.errors import BadInputError
from goldenpath.operations.files.named_path import expanded
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.render.engine import RenderEngine
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.render.template_source import full_location
from goldenpath.operations.template_store.checkouts import TemplateStore
from goldenpath.settings import Settings


class Engine(StrEnum):
    """The engine that renders: goldenpath in memory, or copier."""

    MEMORY = "memory"
    COPIER = "copier"


@Parameter(name="*")
class TemplateOptions(BaseModel):
    """Where the template comes from, and which engine renders it."""

    model_config = ConfigDict(frozen=True)

    template: str | None = None
    """URL or path of the template, instead of the one that the repository records."""

    engine: Engine = Engine.MEMORY
    """What renders: memory is fast; copier is the reference that memory is tested against."""


def templates(options: TemplateOptions) -> Templates:
    """Return the templates and the engine that the options ask for.

    Raises:
        BadInputError: the option does not name a template.
    """
    override = full_location(options.template) if options.template else None
    engine: RenderEngine = choose_engine(use_copier=options.engine is Engine.COPIER)
    return Templates(store=TemplateStore(cache_folder()), engine=engine, override=override)


def cache_folder() -> Path:
    """Return the folder in which mirrors and checkouts of templates are kept.

    Raises:
        BadInputError: GOLDENPATH_CACHE is not a full path.
    """
    chosen = Settings().cache
    if chosen is None:
        return Path(platformdirs.user_cache_path("goldenpath"))
    folder = expanded(chosen)
    if not folder.is_absolute():
        # It would lie in the current folder, which often is a repository.
        raise BadInputError(
            f"GOLDENPATH_CACHE is not set well: {str(chosen)!r} is not a full path. Let it begin"
            " with / or ~."
        )
    return folder
