"""Ask for the shape and the organisation before all other questions.

They decide which packages of the organisation are needed. If those cannot be reached, a person must
know before the other questions are answered. copier would ask all questions at once, so these two,
which are the first in copier.yml too, are asked here, and look the same.
"""

from goldenpath.model.catalogue import Catalogue
from goldenpath.operations.render.copier_render import RenderRequest
from goldenpath.output.asking import Option, choose

SHAPE = "What will it be?\n   This decides the source, dependencies and deployment."
ORGANISATION = "Whose repository is it?\n   This decides the standards file, packages and URLs."
_FIRST_SHAPE = "lambda-pipeline"
# As copier marks its questions, and begins the list.
_MARK = "🎤"
_LIST = "\n  "


def ask_first(request: RenderRequest, catalogue: Catalogue) -> RenderRequest:
    """Ask for the shape and the organisation that nobody has given yet, and add the answers.

    Raises:
        KeyboardInterrupt: the person pressed Ctrl-C, or the terminal is gone.
    """
    answers = dict(request.answers)
    if "shape" not in answers:
        shapes = [Option(shape.name, f"{shape.name}: {shape.when}") for shape in catalogue.shapes]
        answers["shape"] = choose(f"{SHAPE}{_LIST}", shapes, default=_FIRST_SHAPE, mark=_MARK)
    if "organisation" not in answers:
        known = [Option(each.name, each.title) for each in catalogue.organisations]
        default = str(request.defaults.get("organisation", ""))
        answers["organisation"] = choose(
            f"{ORGANISATION}{_LIST}", known, default=default, mark=_MARK
        )
    return request.model_copy(update={"answers": answers})
