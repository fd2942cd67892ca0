"""Ask for the shape and the organisation before all other questions.

They decide which packages of the organisation are needed. If those cannot be reached, a person must
know before the other questions are answered. copier would ask all questions at once, so these two,
which are the first in copier.yml too, are asked here, and look the same.
"""

from collections.abc import Sequence

from goldenpath.model.catalogue import Catalogue
from goldenpath.operations.render.copier_render import RenderRequest

SHAPE = "What will it be?\n   This decides the source, dependencies and deployment."
ORGANISATION = "Whose repository is it?\n   This decides the standards file, packages and URLs."
_FIRST_SHAPE = "lambda-pipeline"
# As copier marks its questions.
_MARK = "🎤"


def ask_first(request: RenderRequest, catalogue: Catalogue) -> RenderRequest:
    """Ask for the shape and the organisation that nobody has given yet, and add the answers.

    Raises:
        KeyboardInterrupt: the person pressed Ctrl-C, or the terminal is gone.
    """
    answers = dict(request.answers)
    if "shape" not in answers:
        titles = [(f"{shape.name}: {shape.when}", shape.name) for shape in catalogue.shapes]
        answers["shape"] = _choose(SHAPE, titles, _FIRST_SHAPE)
    if "organisation" not in answers:
        known = [(each.title, each.name) for each in catalogue.organisations]
        default = str(request.defaults.get("organisation", ""))
        answers["organisation"] = _choose(ORGANISATION, known, default)
    return request.model_copy(update={"answers": answers})


def _choose(question: str, titles: Sequence[tuple[str, str]], default: str) -> str:
    # Imported only here, because the import takes as long as most commands.
    import questionary

    choices = {value: questionary.Choice(title, value) for title, value in titles}
    asked = questionary.select(
        f"{question}\n  ", list(choices.values()), default=choices.get(default), qmark=_MARK
    )
    try:
        return str(asked.unsafe_ask())
    except EOFError:
        raise KeyboardInterrupt from None
