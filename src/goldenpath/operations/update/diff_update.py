"""The changes that an update would make to the committed files, as a diff."""

from collections.abc import Iterator

from goldenpath.model.seeded import SeededChange
from goldenpath.operations.files.named_path import path_below
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import edit_tree, write_entries
from goldenpath.operations.git.work_tree import open_work_tree
from goldenpath.operations.git.workshop import workshop
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.update.request import UpdateRequest
from goldenpath.operations.update.update import planned
from goldenpath.operations.update.versions import find_versions
from goldenpath.operations.update.with_seeded import SeededStep


def diff_of_update(request: UpdateRequest, path: str | None, templates: Templates) -> list[str]:
    """Return the lines of the diff, for the file ``path`` or for all files.

    Raises:
        GoldenpathError: the update cannot be worked out.
    """
    root = request.root
    paths = ("--", path_below(root, path)) if path else ()
    work = open_work_tree(root)
    with planned(request, work, templates) as plan:
        old = plan.git.run("rev-parse", f"{work.head}:{work.prefix}")
        return _diff(plan.git, old, plan.tree, *paths)


def diff_of_seeded(request: UpdateRequest, templates: Templates) -> list[str]:
    """Return what the template has changed in seeded files since the repository took them.

    The reasons stand before the diff of each file, where programs that read a diff skip them.

    Raises:
        GoldenpathError: the changes cannot be found, or a path is not that of a seeded file.
    """
    work = open_work_tree(request.root)
    versions = find_versions(request, templates)
    with workshop(work.git, keep=False) as git:
        found = SeededStep(request, work, templates, git).find(versions)
        old, new = (
            edit_tree(git, None, dict(write_entries(git, side)))
            for side in (found.base, found.theirs)
        )
        lines = [*found.notes]
        for change in found.changes:
            if request.seeded and change.path not in found.taken:
                continue
            paths = [path for path in (change.before, change.path) if path]
            lines += [*_heading(change, versions.new.version), *_diff(git, old, new, "--", *paths)]
    return lines


def _heading(change: SeededChange, version: str) -> Iterator[str]:
    yield f"{change.path}, {change.since} → {version}" + (f": {change.why}" if change.why else "")


def _diff(git: Git, old: str, new: str, *paths: str) -> list[str]:
    text = git.run(
        # Otherwise a star in a path would also match other paths.
        "--literal-pathspecs",
        *("diff-tree", "-r", "-p", "--find-renames", "--no-ext-diff", "--no-textconv"),
        *(old, new, *paths),
    )
    return text.split("\n") if text else []
