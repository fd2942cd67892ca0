"""The templates that commands render, and the folder in which copies of them are kept."""

from pathlib import Path

import platformdirs

from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.template_store.checkouts import TemplateStore
from goldenpath.settings import read_settings


def templates(override: str | None = None, *, use_copier: bool = False) -> Templates:
    """Return the templates that repositories record, or the one in ``override`` for all of them."""
    engine = choose_engine(use_copier=use_copier)
    return Templates(store=TemplateStore(cache_folder()), engine=engine, override=override)


def cache_folder() -> Path:
    """Return the folder in which mirrors and checkouts of templates are kept."""
    return read_settings().cache or Path(platformdirs.user_cache_path("goldenpath"))
