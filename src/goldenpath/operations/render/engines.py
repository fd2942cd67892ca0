"""Choose the engine that renders a version of a template."""

from goldenpath.model.recorded_answers import Answers
from goldenpath.model.rendered import Render
from goldenpath.operations.render.engine import RenderEngine
from goldenpath.operations.render.in_memory import InMemoryEngine
from goldenpath.operations.render.template_plan import UnsupportedTemplateError
from goldenpath.operations.template_store.checkouts import TemplateCheckout


class _WithFallback:
    """Render in memory; if only copier can render the template, render with copier."""

    def __init__(self) -> None:
        self._fast = InMemoryEngine()

    def render(self, checkout: TemplateCheckout, recorded: Answers, changed: Answers) -> Render:
        """Render a version of a template; see RenderEngine."""
        try:
            return self._fast.render(checkout, recorded, changed)
        except UnsupportedTemplateError:
            return _copier().render(checkout, recorded, changed)


def choose_engine(*, use_copier: bool) -> RenderEngine:
    """Return copier, or the engine in memory, which uses copier if it must."""
    return _copier() if use_copier else _WithFallback()


def _copier() -> RenderEngine:
    # Imported only here, because the import takes 0.4 s, and most runs do not need it.
    from goldenpath.operations.render.copier_engine import CopierEngine

    return CopierEngine()
