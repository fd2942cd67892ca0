"""Choose the engine that renders a version of a template."""

from goldenpath.model.recorded_answers import Answers
from goldenpath.model.rendered import Render
from goldenpath.operations.render.engine import RenderEngine
from goldenpath.operations.render.remembered import RememberedRenders
from goldenpath.operations.template_store.checkouts import TemplateCheckout


class _InMemory:
    """Render in memory what no earlier process has rendered; what only copier can, with copier."""

    def __init__(self, remembered: RememberedRenders | None, *, lazy: bool) -> None:
        self._remembered = remembered
        self._lazy = lazy

    def render(self, checkout: TemplateCheckout, recorded: Answers, changed: Answers) -> Render:
        """Render a version of a template; see RenderEngine."""
        remembered = None if changed else self._remembered
        if remembered and (found := remembered.find(checkout, recorded)):
            return found
        # Imported only here, because a remembered render needs no engine.
        from goldenpath.operations.render.in_memory import InMemoryEngine
        from goldenpath.operations.render.template_plan import UnsupportedTemplateError

        try:
            render = InMemoryEngine(lazy=self._lazy).render(checkout, recorded, changed)
        except UnsupportedTemplateError:
            return _copier().render(checkout, recorded, changed)
        if remembered:
            remembered.keep(checkout, recorded, render)
        return render


def choose_engine(
    *, use_copier: bool, remembered: RememberedRenders | None = None, lazy: bool = False
) -> RenderEngine:
    """Return copier, or the engine in memory, which uses copier if it must.

    A ``lazy`` engine renders files that are not compared with a repository only when they are read.
    """
    if use_copier:
        return _copier()
    return _InMemory(remembered, lazy=lazy)


def _copier() -> RenderEngine:
    # Imported only here, because the import takes 0.4 s, and most runs do not need it.
    from goldenpath.operations.render.copier_engine import CopierEngine

    return CopierEngine()
