"""The files of a repository that has no work tree here: as they are in its last commit."""

import hashlib
from functools import cached_property
from pathlib import Path

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, read_blob, read_tree
from goldenpath.operations.render.engine import RenderedFile
from goldenpath.operations.template_store.locations import require_reachable

# Seconds.
_PATIENCE = 60.0
_SUBMODULE = "160000"


class CommittedFiles:
    """The files of a commit, each read when it is asked for."""

    def __init__(self, git: Git, commit: str) -> None:
        self._git = git
        self._commit = commit

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        return read_tree(self._git, self._commit)

    def read(self, path: str) -> RenderedFile | None:
        """The file at ``path``; None when there is none."""
        entry = self._entries.get(path)
        return read_blob(self._git, entry) if entry and entry.kind != _SUBMODULE else None

    def is_ignored(self, path: str) -> bool:
        """Never: it is in a commit."""
        return path not in self._entries


def committed_in(folder: Path) -> CommittedFiles:
    """The files of a bare repository.

    Raises:
        EnvironmentProblemError: it has no commit.
    """
    git = Git(folder)
    return CommittedFiles(git, git.run("rev-parse", "--verify", "HEAD^{tree}"))


def fetched_from(url: str, cache: Path) -> CommittedFiles:
    """The files of the last commit behind a URL, fetched without its history.

    Raises:
        BadInputError: the URL is none that is fetched from.
        EnvironmentProblemError: it cannot be reached.
    """
    reachable = require_reachable(url)
    folder = cache / "repositories" / hashlib.sha256(url.encode()).hexdigest()[:20]
    folder.mkdir(parents=True, exist_ok=True)
    git = Git(folder)
    if not (folder / "HEAD").is_file():
        git.run("init", "--quiet", "--bare")
    fetched = git.reaching_remotes().attempt(
        "fetch", "--quiet", "--depth=1", "--no-tags", "--", reachable, "HEAD", timeout=_PATIENCE
    )
    if fetched.exit_code:
        raise EnvironmentProblemError(f"{url} cannot be fetched: git says '{fetched.last_words}'.")
    return CommittedFiles(git, git.run("rev-parse", "--verify", "FETCH_HEAD^{tree}"))
