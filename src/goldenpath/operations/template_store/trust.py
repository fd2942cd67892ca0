"""Which templates are rendered for repositories that one has not looked at.

A template runs nothing, but it is fetched, and its loops take time: a repository of a fleet may not
choose it freely.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from goldenpath.operations.template_store.locations import canonical_url, local_path


@dataclass(frozen=True)
class TrustedTemplates:
    """The organisations' own templates, and folders of this machine outside the repositories."""

    # What a URL or a path begins with.
    urls: frozenset[str]
    # Folders that are checked, or hold what is, and so may hold a template of somebody's making.
    repositories: frozenset[str]

    def trusts(self, location: str) -> bool:
        """Whether the template at ``location`` may be rendered."""
        return _trusts(self, location)


@lru_cache(maxsize=256)
def _trusts(trusted: TrustedTemplates, location: str) -> bool:
    plain = location.removeprefix("git+")
    path = local_path(plain)
    if path is not None:
        return _trusts_folder(trusted, path)
    url = canonical_url(plain)
    if url is None:
        return False
    known = {canonical_url(own.removeprefix("git+")) for own in trusted.urls}
    return any(own and (url == own or url.startswith(f"{own}/")) for own in known)


def _trusts_folder(trusted: TrustedTemplates, path: str) -> bool:
    above = _identities(path)
    if above is None:
        return False
    vouched = (_identity(own) for url in trusted.urls if (own := local_path(url)))
    if any(own in above for own in vouched if own):
        return True
    return not above & _all_identities(trusted.repositories)


@lru_cache(maxsize=8)
def _all_identities(folders: frozenset[str]) -> frozenset[tuple[int, int]]:
    return frozenset(found for folder in folders if (found := _identity(folder)))


def _identities(path: str) -> frozenset[tuple[int, int]] | None:
    """Which folder it is, and which ones are above it, links followed; None when none is known.

    Not by their names: one folder can have many.
    """
    try:
        # One that is not there has folders above it all the same.
        real = Path(path).resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return frozenset(found for folder in (real, *real.parents) if (found := _identity(str(folder))))


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        found = os.stat(folder)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
