"""Shared by the commands about releases: which template they work on."""

from pathlib import Path

from goldenpath.commands.template_options import TemplateOptions
from goldenpath.model.errors import BadInputError
from goldenpath.operations.render.template_source import full_location, own_checkout


def released_template(template: TemplateOptions) -> str:
    """Return the location of the template that is released.

    It is the template of the option; otherwise the current folder, if it has a copier.yml;
    otherwise goldenpath's own checkout.

    Raises:
        BadInputError: there is no template.
    """
    if template.template:
        return full_location(template.template)
    if Path("copier.yml").is_file():
        return str(Path().absolute())
    if own := own_checkout():
        return str(own)
    raise BadInputError(
        "There is no template here: run this in a checkout of the template, or name one with"
        " --template."
    )
