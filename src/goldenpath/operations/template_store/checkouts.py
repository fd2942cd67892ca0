"""Keep templates in the cache: a mirror of each, and a folder for each version that was needed."""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from goldenpath.model.base import DataModel
from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.git_hash import HASH
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.workshop import workshop
from goldenpath.operations.process.file_lock import take_lock
from goldenpath.operations.template_store.cache import writing_to_cache
from goldenpath.operations.template_store.locations import (
    is_local,
    local_path,
    require_reachable,
)
from goldenpath.operations.template_store.versions import KnownReleases, find_releases

_REVISION = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._+/-]*$")
# Seconds. During a fetch, other processes wait for the lock of the mirror.
_PATIENCE = 120.0
_FETCH = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")


class TemplateCheckout(DataModel):
    """One version of a template, as a folder that does not change."""

    location: str
    # The name that `git describe` gives it, which copier records too.
    version: str
    commit: str
    folder: Path


class UnknownVersionError(BadInputError):
    """The template has no such version."""


class TemplateStore:
    """The templates that one run needs; each is fetched and checked out at most once."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._repositories: dict[str, _TemplateRepository] = {}

    def releases(self, location: str) -> KnownReleases:
        """Return the releases of a template; if it cannot be reached, those of the last fetch.

        Raises:
            BadInputError: goldenpath does not fetch from a location of this form.
            EnvironmentProblemError: a local template is not there.
        """
        return self._repository(location).releases

    def checkout(self, location: str, revision: str) -> TemplateCheckout:
        """Return the template at a tag, a commit, or a name that `git describe` writes.

        Raises:
            UnknownVersionError: there is no such version.
            BadInputError: goldenpath does not fetch from a location of this form.
            EnvironmentProblemError: the template cannot be reached.
        """
        found = self._repository(location).checkout(revision)
        # As it was given, with a `git+` that copier may need: the answers file records it.
        return found.model_copy(update={"location": location})

    def commit_of(self, location: str, revision: str) -> str:
        """Return the commit that a revision names now.

        Raises:
            UnknownVersionError: there is no such version.
            EnvironmentProblemError: the template cannot be reached.
        """
        return self._repository(location).commit_of(revision)

    def _repository(self, location: str) -> "_TemplateRepository":
        if location not in self._repositories:
            reachable = require_reachable(location)
            self._refuse_own_copies(reachable)
            self._repositories[location] = _TemplateRepository(reachable, self._cache)
        return self._repositories[location]

    def _refuse_own_copies(self, location: str) -> None:
        """Refuse a copy that goldenpath fetched, since its path does not tell its origin."""
        path = local_path(location)
        if path is None:
            return
        own = [self._cache.resolve() / name for name in ("templates", "repositories")]
        with suppress(OSError, ValueError, RuntimeError):
            real = Path(path).resolve()
            if any(real.is_relative_to(folder) for folder in own):
                raise BadInputError(
                    f"'{location}' is a copy in goldenpath's own cache, not the location of a"
                    " template: name the location that it was fetched from."
                )


class _TemplateRepository:
    def __init__(self, location: str, cache: Path) -> None:
        self._location = location
        key = hashlib.sha256(location.encode()).hexdigest()[:20]
        self._folder = cache / "templates" / key
        self._checkouts: dict[str, TemplateCheckout] = {}
        self._commits: dict[str, str] = {}
        self._is_fetched = False

    @cached_property
    def releases(self) -> KnownReleases:
        found = find_releases(self._location)
        if found.not_reached and os.path.isdir(self._mirror):
            known = find_releases(str(self._mirror))
            return KnownReleases(known.releases, not_reached=found.not_reached)
        return found

    @property
    def _mirror(self) -> Path:
        return self._folder / "mirror.git"

    def commit_of(self, revision: str) -> str:
        if revision not in self._commits:
            self._commits[revision] = self._find_commit(revision)
        return self._commits[revision]

    def _find_commit(self, revision: str) -> str:
        if not _REVISION.match(revision):
            raise UnknownVersionError(
                f"'{revision}' is not a version: _commit must be a tag or a commit of the template."
            )
        if is_local(self._location):
            found = self._resolve(Git(Path(self._location)), revision)
        else:
            found = self._resolve_in_mirror(revision)
        if found is None:
            raise UnknownVersionError(
                f"The template {self._location} has no version {revision!r}: give --to a tag, a"
                " branch or a commit that it has."
            )
        return found

    def _resolve_in_mirror(self, revision: str) -> str | None:
        # A commit never changes, but a tag or a branch may have moved since the last fetch.
        is_commit = HASH.fullmatch(revision)
        is_enough = os.path.isdir(self._mirror) and (is_commit or self.releases.not_reached)
        if is_enough and (found := self._resolve(Git(self._mirror), revision)):
            return found
        self._fetch()
        return self._resolve(Git(self._mirror), revision)

    @staticmethod
    def _resolve(git: Git, revision: str) -> str | None:
        name = f"{revision}^{{commit}}"
        asked = git.try_run("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        if asked.exit_code == 0:
            return asked.text
        if asked.exit_code == 1:
            return None
        raise EnvironmentProblemError(
            f"The template {git.folder} cannot be read: git says '{asked.error_summary}'."
        )

    def _fetch(self) -> None:
        if self._is_fetched:
            return
        if why := self.releases.not_reached:
            # A fetch would fail too, but only after a longer time.
            raise self._not_fetched(why)
        with _locked(self._folder):
            if not os.path.isdir(self._mirror):
                Git(self._folder).run("init", "--quiet", "--bare", "mirror.git")
            # --prune and --force: the mirror has the template's branches and tags, and no others.
            options = ("--quiet", "--prune", "--force")
            git = Git(self._mirror).reaching_remotes()
            try:
                fetched = git.try_run(
                    "fetch", *options, "--", self._location, *_FETCH, timeout=_PATIENCE
                )
            except EnvironmentProblemError as error:
                raise self._not_fetched(str(error)) from error
        if fetched.exit_code:
            raise self._not_fetched(f"git says '{fetched.error_summary}'")
        self._is_fetched = True

    def _not_fetched(self, why: str) -> EnvironmentProblemError:
        return EnvironmentProblemError(
            f"The template {self._location} cannot be fetched: {why.removesuffix('.')}."
        )

    def checkout(self, revision: str) -> TemplateCheckout:
        commit = self.commit_of(revision)
        if commit not in self._checkouts:
            local = is_local(self._location)
            git = Git(Path(self._location) if local else self._mirror)
            described = git.run("describe", "--tags", "--always", commit)
            self._checkouts[commit] = TemplateCheckout(
                location=self._location,
                version=described,
                commit=commit,
                folder=self._checked_out(git, commit),
            )
        return self._checkouts[commit]

    def _checked_out(self, git: Git, commit: str) -> Path:
        folder = self._folder / commit
        if os.path.isdir(folder):
            return folder
        with writing_to_cache(self._folder):
            unfinished = tempfile.TemporaryDirectory(dir=self._folder, prefix="unfinished-")
        with unfinished as scratch:
            built = Path(scratch) / "tree"
            built.mkdir()
            # A hostile repository may name any folder of this machine as its template, and a
            # version must have the same content for everybody who checks it out. So git works in a
            # workshop, with an empty configuration.
            with workshop(git, keep=False) as inside:
                index = inside.with_variables(GIT_WORK_TREE=str(built))
                index.run("read-tree", commit)
                index.run("checkout-index", "--all", "--quiet")
            _require_inside(built, self._location)
            try:
                built.rename(folder)
            except OSError:
                # Another process has made the folder in the meantime, with the same content.
                shutil.rmtree(built, ignore_errors=True)
        return folder


def _require_inside(checkout: Path, location: str) -> None:
    """Refuse a link that leads out of the template, since it could render any file here.

    Raises:
        BadInputError: there is one.
    """
    root = checkout.resolve()
    for path in checkout.rglob("*"):
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            raise BadInputError(
                f"The template {location} has a link that leads out of it,"
                f" {path.relative_to(checkout)}: a template is rendered from its own files only."
            )


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    """Let only one process at a time change the mirror in ``folder``."""
    with writing_to_cache(folder):
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        with writing_to_cache(folder):
            take_lock(lock)
        yield
    finally:
        os.close(lock)
