"""Decide which templates may be rendered for repositories that the user has not inspected.

A template runs no code, but it is fetched, and its loops take time. So a repository of a fleet may
not choose its template freely.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from goldenpath.operations.template_store.locations import canonical_url, local_path


@dataclass(frozen=True)
class TrustedTemplates:
    """The organisations' own templates, and folders of this machine outside the repositories."""

    # The beginnings of trusted URLs and paths.
    urls: frozenset[str]
    # Folders that are checked, or contain checked repositories. A template in one of them may have
    # been made by anybody.
    repositories: frozenset[str]

    def trusts(self, location: str) -> bool:
        """Return whether the template at ``location`` may be rendered."""
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
    """Return the identities of a folder and of all folders above it, with links resolved.

    None if the path cannot be resolved. Names are not compared, since a folder can have many names.
    """
    try:
        # A folder that does not exist still has folders above it.
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
