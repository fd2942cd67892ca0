"""Trees of a few files, written and read by git itself, for tests of merges."""

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.ownership import Ownership
from goldenpath.model.rendered import FileKind, Render, RenderedFile
from goldenpath.operations.git.trees import Entry

EMPTY = Ownership(seeded=(), managed=(), merged={}, generated=())


@dataclass(frozen=True)
class Mode:
    """A file with another mode than a plain one; of a link, the text is the target."""

    kind: FileKind
    text: str


type Text = str | Mode
type Tree = Mapping[str, Text]


def program(text: str) -> Mode:
    """An executable file."""
    return Mode(FileKind.EXECUTABLE, text)


def link(target: str) -> Mode:
    """A link."""
    return Mode(FileKind.LINK, target)


def files(tree: Tree) -> dict[str, RenderedFile]:
    """The files as a render has them."""
    return {
        path: RenderedFile(text.text.encode(), text.kind)
        if isinstance(text, Mode)
        else RenderedFile(text.encode(), FileKind.PLAIN)
        for path, text in tree.items()
    }


def rendered(tree: Tree, ownership: Ownership = EMPTY) -> Render:
    """A render of these files."""
    return Render(files=files(tree), answers={}, defaulted=(), ownership=ownership)


@dataclass(frozen=True)
class TinyRepository:
    """A git repository whose trees are written and read without goldenpath."""

    folder: Path

    def git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """What a command of git prints."""
        command = ["git", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, check=True, input=stdin, capture_output=True
        )
        return done.stdout

    def write(self, tree: Tree) -> str:
        """A tree of these files, and no others."""
        for path in self.folder.iterdir():
            if path.name != ".git":
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        for path, file in files(tree).items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if file.kind is FileKind.LINK:
                target.symlink_to(os.fsdecode(file.content))
                continue
            target.write_bytes(file.content)
            target.chmod(0o755 if file.kind is FileKind.EXECUTABLE else 0o644)
        self.git("add", "--all", "--force")
        return self.git("write-tree").decode().strip()

    def entries(self, tree: str) -> dict[str, Entry]:
        """The entries of a tree by their paths."""
        listed = self.git("ls-tree", "-r", "-z", tree).decode().split("\0")
        found = (line.partition("\t") for line in listed if line)
        return {path: Entry(about.split()[0], about.split()[2]) for about, _, path in found}

    def read(self, tree: str) -> dict[str, Text]:
        """The files of a tree."""
        packed = io.BytesIO(self.git("archive", "--format=tar", tree))
        found: dict[str, Text] = {}
        with tarfile.open(fileobj=packed) as archive:
            for member in archive.getmembers():
                if member.issym():
                    found[member.name] = link(member.linkname)
                elif file := archive.extractfile(member):
                    text = file.read().decode()
                    found[member.name] = program(text) if member.mode & 0o100 else text
        return found


def tiny_repository(folder: Path) -> TinyRepository:
    """A new repository with nothing in it."""
    folder.mkdir(parents=True)
    repository = TinyRepository(folder)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.git("config", "user.name", "test")
    repository.git("config", "user.email", "test@example.com")
    return repository
