"""Read and write trees, blobs and commits without a work tree."""

import getpass
import os
import re
import tempfile
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.git.plumbing import Git

# Matches a path with a part that is empty, `.`, `..` or `.git`.
_LEADS_OUT = re.compile(r"(^|/)(\.{0,2}|\.git)(/|$)", re.IGNORECASE)
# The mode that git gives the commit of a submodule.
_SUBMODULE = "160000"
_NOBODY = ("-c", "user.name=goldenpath", "-c", "user.email=goldenpath@localhost")


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of a tree."""

    kind: str
    blob: str

    @property
    def is_submodule(self) -> bool:
        """Whether it is the commit of a submodule, which is not a file."""
        return self.kind == _SUBMODULE


@contextmanager
def scratch_index(git: Git) -> Generator[Git]:
    """Yield a git with a temporary index, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as folder:
        yield git.with_variables(GIT_INDEX_FILE=str(Path(folder) / "index"))


def write_blobs(git: Git, contents: Mapping[str, bytes]) -> dict[str, str]:
    """Write contents as blobs. Return the blob of each content, under the same key."""
    if not contents:
        return {}
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as folder:
        paths = []
        for number, content in enumerate(contents.values()):
            path = Path(folder) / str(number)
            path.write_bytes(content)
            paths.append(str(path))
        asked = git.run(
            "hash-object", "-w", "--no-filters", "--stdin-paths", stdin="\n".join(paths).encode()
        )
    return dict(zip(contents, asked.split("\n"), strict=True))


def write_entries(git: Git, files: Mapping[str, RenderedFile]) -> dict[str, Entry]:
    """Write files as blobs. Return the entry of each file, under the same path."""
    blobs = write_blobs(git, {path: file.content for path, file in files.items()})
    return {path: Entry(file.kind.value, blobs[path]) for path, file in files.items()}


def edit_tree(git: Git, tree: str | None, changes: Mapping[str, Entry | None]) -> str:
    """Return a tree like ``tree`` in which some paths are set, or removed (None)."""
    with scratch_index(git) as index:
        if tree:
            # ``tree`` may also be a commit: git then reads the commit's tree.
            index.run("read-tree", tree)
        # A hash of zeros removes a path. It must be as long as other hashes: 40 digits, or 64.
        nothing = "0" * len(tree or "")
        lines = [
            f"{entry.kind} {entry.blob}\t{path}\0" if entry else f"0 {nothing}\t{path}\0"
            for path, entry in changes.items()
            if entry or tree
        ]
        # Removals come first, so that a file can become a folder.
        lines.sort(key=lambda line: not line.startswith("0 "))
        if lines:
            index.run("update-index", "-z", "--index-info", stdin=os.fsencode("".join(lines)))
        return index.run("write-tree")


def graft(git: Git, whole: str, prefix: str, tree: str) -> str:
    """Return the tree ``whole`` with ``tree`` as its folder ``prefix``."""
    if not prefix:
        return tree
    old = {path for path in read_tree(git, whole) if path.startswith(prefix)}
    new = {f"{prefix}{path}": entry for path, entry in read_tree(git, tree).items()}
    return edit_tree(git, whole, {**dict.fromkeys(old), **new})


def read_tree(git: Git, tree: str) -> dict[str, Entry]:
    """Return the entry of every file of a tree, under its path.

    Raises:
        EnvironmentProblemError: git fails, or a path leads out of the tree.
    """
    entries = {}
    for line in git.lines("ls-tree", "-r", "-z", tree):
        about, _, path = line.partition("\t")
        kind, _, blob = about.split(" ")
        if _LEADS_OUT.search(path):
            raise EnvironmentProblemError(
                f"A tree of {git.folder} has the path '{path}', which git itself would not check"
                " out: run `git fsck`."
            )
        entries[path] = Entry(kind, blob)
    return entries


def read_blob(git: Git, entry: Entry) -> RenderedFile:
    """Return the file that an entry stands for."""
    content = git.require(git.try_run("cat-file", "blob", entry.blob), "cat-file").output
    return RenderedFile(content, FileKind(entry.kind))


def read_blobs(git: Git, entries: Collection[Entry]) -> dict[Entry, bytes]:
    """Return the contents of many entries, read by one git process.

    Raises:
        EnvironmentProblemError: git does not have one of them.
    """
    wanted = list(entries)
    if not wanted:
        return {}
    asked = "".join(f"{entry.blob}\n" for entry in wanted).encode()
    printed = git.require(git.try_run("cat-file", "--batch", stdin=asked), "cat-file").output
    contents = {}
    at = 0
    for entry in wanted:
        end = printed.index(b"\n", at)
        size = printed[at:end].rpartition(b" ")[2]
        if not size.isdigit():
            raise EnvironmentProblemError(f"git has no object {entry.blob} in {git.folder}.")
        begin = end + 1
        at = begin + int(size) + 1
        contents[entry] = printed[begin : at - 1]
    return contents


def commit_tree(git: Git, tree: str, message: str, *parents: str) -> str:
    """Commit a tree, and return the commit. This works even if git knows no name and e-mail."""
    options = [option for parent in parents for option in ("-p", parent)]
    return git.run(*identity(git), "commit-tree", tree, *options, stdin=message.encode())


def synthetic_commit(git: Git, tree: str, *parents: str) -> str:
    """Commit a tree that only a merge needs. A workshop knows no identity, so one is given."""
    options = [option for parent in parents for option in ("-p", parent)]
    return git.run(*_NOBODY, "commit-tree", tree, *options, stdin=b"synthetic")


def identity(git: Git) -> tuple[str, ...]:
    """Return git options that name an author. They are empty if git knows one already."""
    if git.try_run("var", "GIT_COMMITTER_IDENT").exit_code == 0:
        return ()
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        # A container may run under a user number that has no name.
        name = "goldenpath"
    # Imported here: few people have git without an identity.
    import socket

    return ("-c", f"user.name={name}", "-c", f"user.email={name}@{socket.gethostname()}")
