"""Which engine renders a template version."""

from goldenpath.model.recorded_answers import Answers
from goldenpath.model.rendered import Render
from goldenpath.operations.render.engine import RenderEngine
from goldenpath.operations.render.in_memory import InMemoryEngine
from goldenpath.operations.render.template_plan import UnsupportedTemplateError
from goldenpath.operations.template_store.checkouts import TemplateCheckout


class _WithFallback:
    """In memory, and by copier what only copier can render."""

    def __init__(self) -> None:
        self._fast = InMemoryEngine()

    def render(self, checkout: TemplateCheckout, recorded: Answers, changed: Answers) -> Render:
        """Render; see RenderEngine."""
        try:
            return self._fast.render(checkout, recorded, changed)
        except UnsupportedTemplateError:
            return _copier().render(checkout, recorded, changed)


def choose_engine(*, use_copier: bool) -> RenderEngine:
    """The engine in memory with copier behind it, or copier alone."""
    return _copier() if use_copier else _WithFallback()


def _copier() -> RenderEngine:
    # Four tenths of a second of imports, which most runs need not pay.
    from goldenpath.operations.render.copier_engine import CopierEngine

    return CopierEngine()
