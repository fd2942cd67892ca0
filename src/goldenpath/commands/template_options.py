"""The options of every command about rendered repositories: which template, and which engine."""

from enum import StrEnum

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.templates import templates
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.render.template_source import full_location


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


def chosen_templates(options: TemplateOptions, *, remember: bool = False) -> Templates:
    """Return the templates and the engine that the options ask for.

    With ``remember``, renders are kept for the next process. That pays for one repository that is
    checked again and again, and not for hundreds of them.

    Raises:
        BadInputError: the option does not name a template.
    """
    override = full_location(options.template) if options.template else None
    use_copier = options.engine is Engine.COPIER
    if remember and not use_copier:
        return templates(override)
    return templates(override, choose_engine(use_copier=use_copier))
