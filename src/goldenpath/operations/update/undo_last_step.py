"""Undo an update's last step, path by path.

Only what the update itself wrote is undone. Such a path holds exactly the version before the update
or the version after it, or only the beginning of one. Everything else is somebody's work, and stays
as it is in the work tree and in the index.
"""

import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.model.rendered import FileKind
from goldenpath.operations.files.project_files import LARGEST, WorkTreeFiles, folders_above
from goldenpath.operations.git.index_lock import own_index, take_over
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, read_blob, read_tree
from goldenpath.operations.git.work_tree import WorkTree, overlooked
from goldenpath.operations.journal.journal import Journal
from goldenpath.operations.journal.lock import own_folder

type Tree = Mapping[str, Entry]


@dataclass(frozen=True)
class _Step:
    """The trees before and after the last step, and the tree of HEAD now."""

    before: Tree
    after: Tree
    head: Tree

    @cached_property
    def changed(self) -> tuple[str, ...]:
        paths = self.before.keys() | self.after.keys()
        return tuple(
            sorted(path for path in paths if self.before.get(path) != self.after.get(path))
        )

    def versions(self, path: str) -> list[Entry]:
        found = (self.before.get(path), self.after.get(path), self.head.get(path))
        return [entry for entry in found if entry and not entry.is_submodule]


def undo(work: WorkTree, journal: Journal) -> tuple[str, ...]:
    """Restore from HEAD what the update wrote. Return the paths that hold other work and stay.

    Raises:
        BadInputError: another git is running.
        EnvironmentProblemError: git fails, or a file cannot be written.
    """
    scratch = own_folder(work.git_folder) / "index"
    with own_index(work.git, work.git_folder, scratch) as git:
        kept = undo_files(work, git, journal)
        git.try_run("update-index", "-q", "--refresh")
        take_over(work.git_folder, scratch)
    return kept


def undo_files(work: WorkTree, git: Git, journal: Journal) -> tuple[str, ...]:
    """Do the work of ``undo`` with a ``git`` that uses a copy of the index, under git's lock.

    Raises:
        EnvironmentProblemError: git fails, or a file cannot be written.
    """
    step = _Step(
        before=read_tree(work.git, journal.before),
        after=read_tree(work.git, journal.after),
        head=read_tree(work.git, work.head),
    )
    _put_back_index(git, step)
    files = _Files(git, work.top, frozenset(overlooked(git)))
    explained = [path for path in step.changed if files.is_explained(path, step)]
    wrong = [path for path in explained if not files.is_at(path, step.head.get(path))]
    # Paths that HEAD lacks are removed first: such a file may stand where a folder must be.
    for path in wrong:
        if path not in step.head:
            _remove(work.top, path)
    _restore(git, [path for path in wrong if path in step.head])
    for path in wrong:
        if not files.is_at(path, step.head.get(path)):
            raise EnvironmentProblemError(
                f"{work.top / path} cannot be put back to what HEAD has: check whether the disk is"
                f" full or the file is protected, then run `goldenpath recover {work.root}` again."
            )
    return tuple(sorted(set(step.changed) - set(explained)))


def _put_back_index(git: Git, step: _Step) -> None:
    staged: dict[str, list[Entry]] = {}
    for line in git.lines("ls-files", "--stage", "-z"):
        about, _, path = line.partition("\t")
        kind, blob, _ = about.split(" ")
        staged.setdefault(path, []).append(Entry(kind, blob))
    wrong = []
    for path in step.changed:
        found = staged.get(path, [])
        head = step.head.get(path)
        if found == ([head] if head else []):
            continue
        # The team staged every other entry, or it belongs to a merge of the team. It stays.
        if all(entry in step.versions(path) for entry in found) and len(found) <= 1:
            wrong.append(path)
    free = _without_collisions(wrong, staged.keys() - set(wrong), step.head)
    nothing = "0" * len(git.run("rev-parse", "HEAD"))
    lines = [
        f"{entry.kind} {entry.blob}\t{path}\0"
        if (entry := step.head.get(path))
        else f"0 {nothing}\t{path}\0"
        # Removals come first, to make room for additions.
        for path in sorted(free, key=lambda path: path in step.head)
    ]
    if lines:
        git.run("update-index", "-z", "--index-info", stdin=os.fsencode("".join(lines)))


def _without_collisions(paths: list[str], staying: Collection[str], head: Tree) -> list[str]:
    """Return the paths that displace no ``staying`` path: somebody may have staged that one."""
    folders = {folder for path in staying for folder in folders_above(path)}
    return [
        path
        for path in paths
        if path not in head
        or (path not in folders and not any(above in staying for above in folders_above(path)))
    ]


def _restore(git: Git, paths: list[str]) -> None:
    if paths:
        git = git.with_variables(GIT_LITERAL_PATHSPECS="1")
        options = ("--quiet", "--source=HEAD", "--pathspec-from-file=-", "--pathspec-file-nul")
        git.run("restore", "--worktree", *options, stdin=os.fsencode("\0".join(paths)))


@dataclass(frozen=True)
class _Files:
    """The files of the work tree, compared with entries of trees."""

    git: Git
    top: Path
    # Files that git does not look at, such as files outside a sparse checkout.
    left_out: frozenset[str]

    def is_explained(self, path: str, step: _Step) -> bool:
        """Return whether a path holds only what was there before, or what the update wrote."""
        found = WorkTreeFiles(self.top).read(path)
        if found is None:
            if above := self._in_place_of_a_folder(path):
                # git would remove this file to make the folder.
                is_written = above in step.changed and self.is_explained(above, step)
                return path not in step.head or is_written
            return not os.path.lexists(self.top / path) or not self._holds_others(path, step)
        versions = step.versions(path)
        is_whole = len(found.content) <= LARGEST
        if is_whole and any(self._is_part(found.content, entry) for entry in versions):
            return True
        return found.kind is not FileKind.LINK and self._cleaned(path) in {
            entry.blob for entry in versions
        }

    def is_at(self, path: str, entry: Entry | None) -> bool:
        """Return whether a path holds exactly ``entry``, or nothing if ``entry`` is None."""
        found = WorkTreeFiles(self.top).read(path)
        if found is None or entry is None:
            is_wanted = entry and not entry.is_submodule and path not in self.left_out
            return found is None and not is_wanted
        if found.kind != entry.kind:
            return False
        content = read_blob(self.git, entry).content
        return content in (found.content, _unix(found.content)) or (
            found.kind is not FileKind.LINK and self._cleaned(path) == entry.blob
        )

    def _is_part(self, content: bytes, entry: Entry) -> bool:
        whole = read_blob(self.git, entry).content
        return whole.startswith((content, _unix(content)))

    def _cleaned(self, path: str) -> str:
        """Return the blob that git makes of a file with the person's own filters."""
        return self.git.try_run("hash-object", f"--path={path}", "--", path).text

    def _holds_others(self, path: str, step: _Step) -> bool:
        """Return whether something at the path was not written by the update.

        The path is a folder, or something that is neither a folder, a file nor a link.
        """
        folder = self.top / path
        if folder.is_symlink() or not folder.is_dir():
            return True
        inside = [
            found.relative_to(self.top).as_posix()
            for found in folder.rglob("*")
            if found.is_symlink() or not found.is_dir()
        ]
        changed = set(step.changed)
        return any(name not in changed or not self.is_explained(name, step) for name in inside)

    def _in_place_of_a_folder(self, path: str) -> str | None:
        """Return the file or link that stands where a folder above the path must be, or None."""
        for folder in folders_above(path):
            above = self.top / folder
            if above.is_symlink() or (above.exists() and not above.is_dir()):
                return folder
        return None


def _unix(content: bytes) -> bytes:
    # A file that was cut off may end between the two bytes of a Windows line end.
    return content.replace(b"\r\n", b"\n").removesuffix(b"\r")


def _remove(top: Path, path: str) -> None:
    target = top / path
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        target.unlink()
    # Folders that the update made may be empty now, and are removed.
    with suppress(OSError):
        os.removedirs(target.parent)
