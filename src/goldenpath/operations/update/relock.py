"""Lock the dependencies for an update, outside the repository: a failure changes nothing."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.model.file_names import LOCK_FILE, PROJECT_FILE
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, edit_tree, read_blob, read_tree, write_entries
from goldenpath.operations.locking.inputs import LockInputs, collect_inputs, parse_lock
from goldenpath.operations.locking.passed_over import passed_over
from goldenpath.operations.locking.settings import NotStaticError
from goldenpath.operations.locking.sources import TreeFiles
from goldenpath.operations.locking.uv import UvLock, run_lock, run_lock_and_build
from goldenpath.operations.update.request import UpdateRequest

_LEFT = (
    f"{LOCK_FILE} is left as it is: {{0}}. Run `uv lock` in the repository. With --build, the next"
    " update runs it."
)
_LEFT_LINK = (
    f"{LOCK_FILE} is left as it is, because it is a link: replace it with a file, and run"
    " `uv lock`."
)
# A link may lead to another link. A longer chain is a loop or a mistake.
_MOST_HOPS = 8


@dataclass(frozen=True)
class Relocked:
    """The result: a tree with the new lock, or a sentence that says why there is no new lock.

    Both are None if no new lock is needed, or if a dry run finds no obstacle.
    """

    tree: str | None = None
    left: str | None = None


def relock(request: UpdateRequest, git: Git, old: str, new: str) -> Relocked:
    """Lock the dependencies of the tree ``new`` if its pyproject.toml differs from that of ``old``.

    A dry run only reports why the lock would stay as it is, as far as this is known without uv.

    Raises:
        EnvironmentProblemError: uv cannot lock.
    """
    before, after = read_tree(git, old), read_tree(git, new)
    if (
        not request.lock
        or LOCK_FILE not in after
        or before.get(PROJECT_FILE) == after.get(PROJECT_FILE)
    ):
        return Relocked()
    if after[LOCK_FILE].kind not in (FileKind.PLAIN, FileKind.EXECUTABLE):
        return Relocked(left=_LEFT_LINK)
    try:
        content = _locked(request, git, after)
    except NotStaticError as problem:
        return Relocked(left=_LEFT.format(problem))
    if content is None:
        return Relocked()
    file = RenderedFile(content, FileKind(after[LOCK_FILE].kind))
    return Relocked(tree=edit_tree(git, new, dict(write_entries(git, {LOCK_FILE: file}))))


def _locked(request: UpdateRequest, git: Git, entries: dict[str, Entry]) -> bytes | None:
    if request.build:
        return None if request.dry_run else _locked_with_building(git, entries)
    inputs = collect_inputs(TreeFiles(git, entries))
    return None if request.dry_run else _locked_without_building(inputs)


def _locked_without_building(inputs: LockInputs) -> bytes:
    done = run_lock(inputs)
    if not done.is_done and done.needs_build:
        raise NotStaticError(f"{done.needs_build} would have to be built")
    content = _require_done(done)
    old, new = parse_lock(inputs.files[LOCK_FILE].content), parse_lock(content)
    if missed := passed_over(old, new):
        raise NotStaticError(f"{missed[0]} would have to be built, so uv locks another version")
    return content


def _locked_with_building(git: Git, entries: Mapping[str, Entry]) -> bytes:
    files = {
        path: read_blob(git, real)
        for path, entry in entries.items()
        if (real := _follow_links(git, entries, (path, entry)))
    }
    return _require_done(run_lock_and_build(LockInputs(files)))


def _follow_links(git: Git, entries: Mapping[str, Entry], start: tuple[str, Entry]) -> Entry | None:
    """Return the file of the tree that an entry leads to, or None if it leads elsewhere."""
    path, entry = start
    for _ in range(_MOST_HOPS):
        if entry.kind in (FileKind.PLAIN, FileKind.EXECUTABLE):
            return entry
        if entry.kind != FileKind.LINK:
            return None
        target = read_blob(git, entry).content.decode("utf-8", "surrogateescape")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        found = entries.get(path)
        if found is None:
            return None
        entry = found
    return None


def _require_done(done: UvLock) -> bytes:
    if not done.is_done or done.content is None:
        raise EnvironmentProblemError(
            f"uv cannot lock the updated dependencies: {done.reason}. Nothing was changed: correct"
            " the cause and try again, or pass --no-lock and run `uv lock` yourself."
        )
    return done.content
