"""The interface of an engine, which renders a version of a template with answers."""

from typing import Protocol

from goldenpath.model.recorded_answers import Answers
from goldenpath.model.rendered import Render
from goldenpath.operations.template_store.checkouts import TemplateCheckout


class RenderEngine(Protocol):
    """An engine returns a render in memory. All engines must return exactly the same bytes."""

    def render(self, checkout: TemplateCheckout, recorded: Answers, changed: Answers) -> Render:
        """Render with the recorded answers; answers in ``changed`` replace recorded ones.

        Raises:
            BadInputError: an answer is not valid, or the template cannot be rendered.
        """
        ...
