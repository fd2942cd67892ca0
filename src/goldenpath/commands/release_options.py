"""What the commands about releases share: which template they are about."""

from pathlib import Path

from goldenpath.commands.template_options import TemplateOptions
from goldenpath.model.errors import BadInputError
from goldenpath.operations.render.template_source import full_location, own_checkout


def released_template(template: TemplateOptions) -> str:
    """The template that is released: by the option, else the folder here, else goldenpath's own.

    Raises:
        BadInputError: there is none.
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
