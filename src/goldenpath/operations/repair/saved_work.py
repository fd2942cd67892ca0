"""Keep work that is in no commit under a reference, before it is replaced."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.errors import GoldenpathError
from goldenpath.model.rendered import RenderedFile
from goldenpath.model.shell_words import command_line
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import (
    commit_tree,
    edit_tree,
    read_tree,
    write_entries,
)
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.git.workshop import workshop
from goldenpath.operations.journal.lock import REPLACED
from goldenpath.operations.repair.replacing import PreparedFiles, Replacement

_MESSAGE = "Files that goldenpath replaced, and that were in no commit\n"


@dataclass(frozen=True)
class SavedWork:
    """A commit that has only the files that will be replaced."""

    root: Path
    git: Git
    commit: str
    reference: str
    paths: tuple[str, ...]

    @property
    def command(self) -> str:
        """A command that brings the files back."""
        source = f"--source={self.reference}"
        return command_line(("git", "-C", str(self.root), "restore", source, "--", *self.paths))

    @property
    def sentence(self) -> str:
        """How to bring the files back, as the end of a sentence."""
        return f"what was in no commit is kept, and `{self.command}` brings it back"

    @property
    def line(self) -> str:
        """How to bring the files back, as a whole sentence."""
        return f"W{self.sentence[1:]}."


def not_committed(work: WorkTree, replacements: Sequence[Replacement]) -> tuple[Replacement, ...]:
    """Return the files whose present content or kind differs from the last commit.

    No filter runs: contents are compared as they are, except for the line endings of a checkout.
    The index is not used, because it may hide changes in the work tree.
    """
    with workshop(work.git, keep=False) as git:
        tree = git.try_run("rev-parse", "--verify", "--quiet", f"{work.head}:{work.prefix}")
        committed = read_tree(git, tree.text) if tree.exit_code == 0 else {}
        present = write_entries(git, {item.path: item.found for item in replacements if item.found})
        unix = write_entries(git, dict(_with_unix_lines(replacements)))
        return tuple(
            item
            for item in replacements
            if item.path in present
            and (
                item.path not in committed
                or committed[item.path] not in (present[item.path], unix.get(item.path))
            )
        )


def _with_unix_lines(
    replacements: Sequence[Replacement],
) -> Iterator[tuple[str, RenderedFile]]:
    """Yield each file with Windows line endings as git commits it: with Unix line endings."""
    for item in replacements:
        if item.found and b"\r\n" in item.found.content:
            content = item.found.content.replace(b"\r\n", b"\n")
            yield item.path, RenderedFile(content, item.found.kind)


def write_saved(work: WorkTree, replaced: Sequence[Replacement]) -> SavedWork | None:
    """Commit files as they are now. `replace_files` later creates the reference to the commit.

    Raises:
        EnvironmentProblemError: git fails.
    """
    files = {item.path: item.found for item in replaced if item.found}
    if not files:
        return None
    with workshop(work.git, keep=True) as git:
        entries = write_entries(git, {f"{work.prefix}{path}": files[path] for path in files})
        tree = edit_tree(git, None, entries)
    commit = commit_tree(work.git, tree, _MESSAGE)
    name = f"{REPLACED}/{time.strftime('%Y%m%d-%H%M%S')}-{commit[:8]}"
    return SavedWork(work.root, work.git, commit, name, tuple(files))


def replace_files(files: PreparedFiles, saved: SavedWork | None) -> None:
    """Create the reference to the saved work, and put the files in place.

    The caller must protect this step from interruptions.

    Raises:
        BadInputError: somebody has saved a file meanwhile.
        EnvironmentProblemError: a file, or the reference, cannot be written.
    """
    if saved is None:
        files.put_in_place()
        return
    saved.git.run("update-ref", saved.reference, saved.commit)
    try:
        files.put_in_place()
    except GoldenpathError as error:
        raise type(error)(f"{str(error).rstrip('.')}; {saved.sentence}.") from error
