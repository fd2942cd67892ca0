"""Ask the questions that have no answer yet, as copier asks them on a terminal."""

import tempfile
from pathlib import Path

from goldenpath.model.recorded_answers import Answers
from goldenpath.operations.render.copier_render import RenderRequest, render
from goldenpath.operations.render.template_config import read_template_config
from goldenpath.operations.render.template_source import TemplateSource
from goldenpath.operations.template_store.checkouts import TemplateCheckout


def ask_missing(target: TemplateCheckout, answers: Answers) -> Answers:
    """Ask every question that has no answer in ``answers``, and return the new answers.

    Raises:
        BadInputError: an answer is not valid, or there is no terminal.
        InterruptedByUserError: the person pressed Ctrl-C at a question.
    """
    questions = read_template_config(target.folder).questions
    known = {name: value for name, value in answers.items() if name in questions}
    request = RenderRequest(
        template=TemplateSource(location=target.location, version=target.commit),
        answers=known,
        defaults={},
        ask=True,
    )
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
        rendered = render(request, Path(scratch) / "asked")
    return {name: value for name, value in rendered.answers.items() if name not in known}
