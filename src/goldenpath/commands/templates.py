"""The templates that commands render, and the folder in which copies of them are kept."""

from pathlib import Path

import platformdirs

from goldenpath.model.errors import BadInputError
from goldenpath.operations.files.named_path import expanded
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.render.engine import RenderEngine
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.render.remembered import RememberedRenders
from goldenpath.operations.template_store.checkouts import TemplateStore
from goldenpath.operations.template_store.sealed_files import SealedFiles
from goldenpath.settings import read_settings


def templates(override: str | None = None, engine: RenderEngine | None = None) -> Templates:
    """Return the templates that repositories record, or the one in ``override`` for all of them.

    Without an ``engine``, renders are remembered for the next process.
    """
    cache = cache_folder()
    if engine is None:
        seal = Path(platformdirs.user_state_path("goldenpath")) / "seal"
        remembered = RememberedRenders(SealedFiles(cache / "renders", seal))
        engine = choose_engine(use_copier=False, remembered=remembered)
    return Templates(store=TemplateStore(cache), engine=engine, override=override)


def cache_folder() -> Path:
    """Return the folder in which mirrors and checkouts of templates are kept.

    Raises:
        BadInputError: GOLDENPATH_CACHE is not a full path.
    """
    chosen = read_settings().cache
    if chosen is None:
        return Path(platformdirs.user_cache_path("goldenpath"))
    folder = expanded(chosen)
    if not folder.is_absolute():
        # It would lie in the current folder, which often is a repository.
        raise BadInputError(
            f"GOLDENPATH_CACHE is not set well: {str(chosen)!r} is not a full path. Let it begin"
            " with / or ~."
        )
    return folder
