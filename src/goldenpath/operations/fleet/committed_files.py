"""The files of a repository that has no work tree here, as they are in its last commit."""

import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.fleet.bare_repository import last_commit, require_own_objects
from goldenpath.operations.fleet.folder_files import MOST_BYTES
from goldenpath.operations.fleet.objects import Objects, open_objects
from goldenpath.operations.fleet.toml_limits import refuse_bomb
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.template_store.cache import writing_to_cache
from goldenpath.operations.template_store.locations import require_reachable

# Seconds that a fetch may take.
_PATIENCE = 60.0
# Bytes of one folder's tree object. It holds about forty thousand names.
_LARGEST_FOLDER = 2_000_000
_FOLDER = b"40000"
_KINDS = {
    b"100644": FileKind.PLAIN,
    # Old versions of git wrote this mode.
    b"100664": FileKind.PLAIN,
    b"100755": FileKind.EXECUTABLE,
    b"120000": FileKind.LINK,
}


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: bytes
    name: str


class CommittedFiles:
    """The files of a commit. A file, and each folder above it, is read only when it is needed.

    A tree is never listed as a whole: with a few objects that name each other, a hostile repository
    can describe more files than any machine could list.
    """

    def __init__(self, objects: Objects, commit: str) -> None:
        self._objects = objects
        about = objects.read(commit, "commit", MOST_BYTES)
        first = about.partition(b"\n")[0].decode("ascii", "replace")
        self._root = first.removeprefix("tree ")
        self._folders: dict[str, dict[bytes, _Entry]] = {}

    def read(self, path: str) -> RenderedFile | None:
        """Return the file at ``path``; None if there is none.

        Raises:
            BadInputError: it is too large, or damaged.
        """
        above, _, name = path.rpartition("/")
        entry = self._folder(above).get(os.fsencode(name))
        kind = _KINDS.get(entry.mode) if entry else None
        if entry is None or kind is None:
            return None
        content = self._objects.read(entry.name, "blob", MOST_BYTES)
        refuse_bomb(path, content)
        return RenderedFile(content, kind)

    def is_ignored(self, path: str) -> bool:
        """Return whether git ignores the file. A file in the commit is never ignored."""
        return self.read(path) is None

    def _folder(self, path: str) -> dict[bytes, _Entry]:
        if path not in self._folders:
            name: str | None = self._root
            if path:
                above, _, last = path.rpartition("/")
                entry = self._folder(above).get(os.fsencode(last))
                name = entry.name if entry and entry.mode == _FOLDER else None
            self._folders[path] = self._entries(name) if name else {}
        return self._folders[path]

    def _entries(self, name: str) -> dict[bytes, _Entry]:
        content = self._objects.read(name, "tree", _LARGEST_FOLDER)
        size = len(name) // 2
        found: dict[bytes, _Entry] = {}
        at = 0
        while at < len(content):
            end = content.find(b"\0", at)
            mode, space, path = content[at:end].partition(b" ")
            at = end + 1 + size
            if end < 0 or not space or at > len(content):
                raise BadInputError(f"The tree {name} is damaged: clone the repository again.")
            found[path] = _Entry(mode, content[at - size : at].hex())
        return found


@contextmanager
def committed_in(folder: Path) -> Generator[CommittedFiles]:
    """Open the files of a bare repository.

    Raises:
        BadInputError: it has no commit, is damaged, or borrows objects.
    """
    require_own_objects(folder)
    commit = last_commit(folder)
    with open_objects(folder / "objects", commit) as objects:
        yield CommittedFiles(objects, commit)


@contextmanager
def fetched_from(url: str, cache: Path) -> Generator[CommittedFiles]:
    """Fetch the last commit from a URL, without its history, and open its files.

    Raises:
        BadInputError: goldenpath does not fetch from a URL of this form.
        EnvironmentProblemError: it cannot be reached.
    """
    reachable = require_reachable(url)
    folder = cache / "repositories" / hashlib.sha256(os.fsencode(url)).hexdigest()[:20]
    # The transport for local files is not allowed: git would start a program in the repository.
    git = Git(folder).with_variables(GIT_ALLOW_PROTOCOL="https:ssh")
    with writing_to_cache(folder):
        if not (folder / "HEAD").is_file():
            git.run("init", "--quiet", "--bare")
    options = ("--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules")
    # A name of this process alone: another one may fetch the same repository at the same time.
    reference = f"refs/goldenpath/{os.getpid()}"
    wanted = f"+HEAD:{reference}"
    fetched = git.try_run("fetch", *options, "--", reachable, wanted, timeout=_PATIENCE)
    if fetched.exit_code:
        raise EnvironmentProblemError(
            f"{url} cannot be fetched: git says '{fetched.error_summary}'."
        )
    commit = git.run("rev-parse", reference)
    with open_objects(folder / "objects", commit) as objects:
        yield CommittedFiles(objects, commit)
