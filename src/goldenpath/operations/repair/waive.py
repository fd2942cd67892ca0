"""Write a waiver into a repository's goldenpath.toml."""

import datetime
import tempfile
from contextlib import ExitStack
from pathlib import Path

from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import WAIVERS_FILE
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.model.waivers import Waiver
from goldenpath.operations.files.project_files import WorkTreeFiles
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.journal.journal import require_no_interrupted_update
from goldenpath.operations.journal.lock import FOLDER_IN_GIT
from goldenpath.operations.journal.one_writer import only_writer, work_tree_if_any
from goldenpath.operations.process.uninterrupted import uninterrupted
from goldenpath.operations.recorded.recorded_render import Templates, render_recorded_version
from goldenpath.operations.repair.replacing import Replacement, prepared
from goldenpath.operations.repair.saved_work import (
    SavedWork,
    not_committed,
    replace_files,
    write_saved,
)
from goldenpath.operations.repair.waivable import require_waivable
from goldenpath.operations.waivers.waivers_file import add_waivers, text_of


def waive(root: Path, waiver: Waiver, templates: Templates) -> SavedWork | None:
    """Record a waiver in the repository in ``root``, completely or not at all.

    Returns the earlier content of the file, if that was in no commit.

    Raises:
        BadInputError: the waiver could never have an effect, or ends too late; the file is not
            TOML, is not a file, or was changed meanwhile; or another goldenpath is running.
        EnvironmentProblemError: it cannot be written.
        InterruptedByUserError: somebody interrupted, and the waiver is written.
    """
    work = work_tree_if_any(root)
    if work is None:
        require_no_interrupted_update(root)
        require_waivable(render_recorded_version(root, templates), waiver, datetime.date.today())
        return write_waiver(root, waiver)
    with only_writer(work):
        require_waivable(render_recorded_version(root, templates), waiver, datetime.date.today())
        return write_waiver(root, waiver, work)


def write_waiver(root: Path, waiver: Waiver, work: WorkTree | None = None) -> SavedWork | None:
    """Write a waiver into the goldenpath.toml of ``root``, completely or not at all.

    ``work`` is the repository, if git knows one. If this replaces an earlier waiver of the same
    path that is in no commit, a reference in the repository keeps the earlier one.

    Raises:
        BadInputError: the file is not TOML, is not a file, or was changed meanwhile.
        EnvironmentProblemError: it cannot be written.
        InterruptedByUserError: somebody interrupted, and the waiver is written.
    """
    item = _replacement(root, waiver)
    with ExitStack() as stack:
        if work is None:
            near = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goldenpath-")))
        else:
            near = work.git_folder / FOLDER_IN_GIT
        files = stack.enter_context(prepared(root, (item,), near))
        saved = _saved(item, work)
        about = f"{WAIVERS_FILE} has the waiver"
        with uninterrupted(f"{about}, and {saved.sentence}" if saved else about):
            replace_files(files, saved)
    return saved


def _replacement(root: Path, waiver: Waiver) -> Replacement:
    found = WorkTreeFiles(root).read(WAIVERS_FILE)
    if found is None:
        new = add_waivers("", (waiver,))
        return Replacement(WAIVERS_FILE, None, RenderedFile(new.encode(), FileKind.PLAIN))
    if found.kind is FileKind.LINK:
        raise BadInputError(f"{root / WAIVERS_FILE} is a link: replace it with a file.")
    new = add_waivers(text_of(found), (waiver,))
    return Replacement(WAIVERS_FILE, found, RenderedFile(new.encode(), found.kind))


def _saved(item: Replacement, work: WorkTree | None) -> SavedWork | None:
    """Save the present file if it has lines that neither the new file nor the last commit has."""
    if item.found is None or _lines(item.found) <= _lines(item.wanted):
        return None
    if work is None:
        raise BadInputError(
            f"{WAIVERS_FILE} already has a waiver of the same path, and without a git commit"
            " goldenpath cannot keep its text: remove that waiver yourself first."
        )
    return write_saved(work, not_committed(work, (item,)))


def _lines(file: RenderedFile) -> set[bytes]:
    return set(file.content.splitlines())
