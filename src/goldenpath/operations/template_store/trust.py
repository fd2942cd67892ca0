"""Which templates are rendered for repositories that one has not looked at.

A template runs nothing, but it is fetched, and its loops take time: a repository of a fleet may not
choose it freely.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from goldenpath.operations.template_store.locations import is_local

_FILE = "file://"


@dataclass(frozen=True)
class TrustedTemplates:
    """The organisations' own templates, and folders of this machine outside the repositories."""

    # What a URL may begin with.
    urls: frozenset[str]
    # Folders that are checked, and so may hold a template of somebody's making.
    repositories: frozenset[str]

    def trusts(self, location: str) -> bool:
        """Whether the template at ``location`` may be rendered."""
        return _trusts(self, location)


@lru_cache(maxsize=256)
def _trusts(trusted: TrustedTemplates, location: str) -> bool:
    plain = location.removeprefix("git+")
    if any(plain == url or plain.startswith(f"{url.rstrip('/')}/") for url in trusted.urls):
        return True
    path = plain.removeprefix(_FILE)
    if not is_local(path):
        return False
    folder = Path(path).resolve()
    return not any(str(above) in trusted.repositories for above in (folder, *folder.parents))
