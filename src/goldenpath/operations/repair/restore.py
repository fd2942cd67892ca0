"""Put files and keys back to what the recorded version renders."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.errors import BadInputError
from goldenpath.operations.git.work_tree import WorkTree, open_work_tree
from goldenpath.operations.journal.lock import FOLDER_IN_GIT
from goldenpath.operations.journal.one_writer import only_writer
from goldenpath.operations.process.uninterrupted import uninterrupted
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.repair.differences import Differences, find_differences
from goldenpath.operations.repair.replacing import prepared
from goldenpath.operations.repair.saved_work import (
    SavedWork,
    not_committed,
    replace_files,
    write_saved,
)


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    paths: tuple[str, ...] = ()
    # The replaced work that was in no commit.
    saved: SavedWork | None = None

    @property
    def sentence(self) -> str:
        """What was put back and kept, as the end of a sentence."""
        about = f"everything is put back ({', '.join(self.paths)})"
        return f"{about}, and {self.saved.sentence}" if self.saved else about


def restore(root: Path, paths: Sequence[str], templates: Templates, *, force: bool) -> Restored:
    """Put back what differs: all of it, or nothing if anything prevents it.

    If ``paths`` are given, only these files are put back. With ``force``, work that is in no commit
    is replaced too, and a reference keeps it.

    Raises:
        BadInputError: work that is in no commit would be replaced, and ``force`` is not given; or
            something is in the place of a file, or was changed meanwhile.
        EnvironmentProblemError: a file cannot be written.
        InterruptedByUserError: somebody interrupted, and everything is put back.
    """
    work = open_work_tree(root)
    with only_writer(work):
        differences = find_differences(work.root, paths, templates)
        return write_back(work, differences, force=force) if differences.findings else Restored()


def write_back(work: WorkTree, differences: Differences, *, force: bool) -> Restored:
    """Write the template's side of the differences.

    Raises:
        GoldenpathError: as ``restore``.
    """
    replacements = tuple(differences.replacements())
    with prepared(work.root, replacements, work.git_folder / FOLDER_IN_GIT) as files:
        unsaved = not_committed(work, replacements)
        if unsaved and not force:
            raise BadInputError(
                "These files have changes that are in no commit:"
                f" {', '.join(item.path for item in unsaved)}. Commit or stash them first, or pass"
                " --force, which keeps them in a reference."
            )
        saved = write_saved(work, unsaved)
        done = Restored(tuple(item.path for item in replacements), saved)
        with uninterrupted(done.sentence):
            replace_files(files, saved)
    return done
