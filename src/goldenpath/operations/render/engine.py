"""What renders a template version with answers, in memory."""

from typing import Protocol

from goldenpath.model.recorded_answers import Answers
from goldenpath.model.rendered import Render
from goldenpath.operations.template_store.checkouts import TemplateCheckout


class RenderEngine(Protocol):
    """Renders in memory; two engines must not differ in a byte."""

    def render(self, checkout: TemplateCheckout, recorded: Answers, changed: Answers) -> Render:
        """Render with the recorded answers, of which ``changed`` replaces some.

        Raises:
            BadInputError: an answer is not valid, or the template cannot be rendered.
        """
        ...
