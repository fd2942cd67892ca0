"""Where each of the team's lines is: in a work tree, in an index, or behind a reference.

It asks plain git and the disk, and shares no code with what it judges.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Each line that the team writes has one of its own.
TOKEN = re.compile(rb"tk\d{6}q")

type Tokens = frozenset[bytes]


def plain_git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git as it is; what it printed, also if it failed."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, input=stdin, capture_output=True, check=False
    )
    return done.stdout


@dataclass(frozen=True)
class Place:
    """A file or a link on the disk."""

    mode: str
    content: bytes


@dataclass(frozen=True)
class Page:
    """Everything of a repository at one moment."""

    files: Mapping[str, Place]
    index: bytes
    references: Mapping[str, str]
    head: str
    # What git says of each linked work tree.
    linked: bytes
    in_work_tree: Tokens
    in_index: Tokens
    in_references: Tokens

    @property
    def tokens(self) -> Tokens:
        """Every line of the team's that is anywhere."""
        return self.in_work_tree | self.in_index | self.in_references

    @property
    def own_references(self) -> Mapping[str, str]:
        """The references without goldenpath's own, which it may add to."""
        return {
            name: commit
            for name, commit in self.references.items()
            if not name.startswith("refs/goldenpath/")
        }

    def differences(self, later: "Page") -> list[str]:
        """What differs of what a command that changes nothing leaves alone."""
        names = ("files", "index", "own_references", "head", "linked")
        return [name for name in names if getattr(self, name) != getattr(later, name)]


@dataclass
class Ledger:
    """Reads a repository, and remembers the objects that it has seen."""

    root: Path
    _known: dict[str, Tokens] = field(default_factory=dict)

    def read(self) -> Page:
        """Write down where everything is."""
        index = plain_git(self.root, "ls-files", "--stage", "-z")
        staged = [line.split(b" ")[1].decode() for line in index.split(b"\0") if line]
        listed = plain_git(self.root, "for-each-ref", "--format=%(refname) %(objectname)")
        references = dict(line.split(" ") for line in listed.decode().splitlines())
        reachable = self.reachable("--all", "HEAD")
        if "refs/stash" in references:
            reachable |= self.reachable("--walk-reflogs", "refs/stash")
        self._learn({*staged, *reachable})
        files, linked = files_of(self.root), self._linked()
        in_work_tree = tokens_in(place.content for place in files.values())
        for folder in linked:
            in_work_tree |= tokens_in(place.content for place in files_of(folder).values())
        return Page(
            files=files,
            index=index,
            references=references,
            head=_head(self.root),
            linked=b"".join(_status(folder) for folder in linked),
            in_work_tree=in_work_tree,
            in_index=self._of(staged),
            in_references=self._of(reachable),
        )

    def behind(self, reference: str) -> Tokens:
        """The lines in the files of one commit."""
        listed = plain_git(self.root, "ls-tree", "-r", reference).decode().splitlines()
        blobs = [line.split()[2] for line in listed]
        self._learn(set(blobs))
        return self._of(blobs)

    def reachable(self, *what: str) -> set[str]:
        """The objects behind references."""
        listed = plain_git(self.root, "rev-list", "--objects", "--no-object-names", *what)
        return set(listed.decode().split())

    def _linked(self) -> list[Path]:
        listed = plain_git(self.root, "worktree", "list", "--porcelain").decode()
        folders = [Path(line[9:]) for line in listed.splitlines() if line.startswith("worktree ")]
        return [folder for folder in folders if folder != self.root and folder.is_dir()]

    def _of(self, objects: Iterable[str]) -> Tokens:
        return frozenset().union(*(self._known[name] for name in objects))

    def _learn(self, objects: set[str]) -> None:
        unknown = sorted(objects - self._known.keys())
        if not unknown:
            return
        answer = plain_git(self.root, "cat-file", "--batch", stdin="\n".join(unknown).encode())
        at = 0
        for name in unknown:
            line, _, _ = answer[at:].partition(b"\n")
            size = line.split(b" ")[-1]
            at += len(line) + 1
            if not size.isdigit():
                self._known[name] = frozenset()
                continue
            self._known[name] = tokens_in([answer[at : at + int(size)]])
            at += int(size) + 1


def tokens_in(contents: Iterable[bytes]) -> Tokens:
    """The lines of the team's that are in some contents."""
    return frozenset(token for content in contents for token in TOKEN.findall(content))


def files_of(root: Path) -> dict[str, Place]:
    """Every file and link below a folder, ignored ones too, git's own aside."""
    found: dict[str, Place] = {}
    for folder, folders, names in os.walk(root):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in [*names, *links]:
            path = Path(folder, name)
            if path.is_symlink():
                place = Place("link", os.fsencode(path.readlink()))
            elif path.is_file():
                mode = "executable" if path.stat().st_mode & 0o100 else "plain"
                place = Place(mode, path.read_bytes())
            else:
                place = Place("special", b"")
            found[str(path.relative_to(root))] = place
        folders[:] = [name for name in folders if name != ".git" and name not in links]
    found.pop(".git", None)
    return found


def _head(root: Path) -> str:
    symbolic = plain_git(root, "symbolic-ref", "--quiet", "HEAD").decode().strip()
    return f"{symbolic} {plain_git(root, 'rev-parse', 'HEAD').decode().strip()}"


def _status(folder: Path) -> bytes:
    return plain_git(folder, "--no-optional-locks", "status", "--porcelain=v2")
