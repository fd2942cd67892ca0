"""The changes that an update would make to the committed files, as a diff."""

from goldenpath.operations.files.named_path import path_below
from goldenpath.operations.git.work_tree import open_work_tree
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.update.request import UpdateRequest
from goldenpath.operations.update.update import planned


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
        text = plan.git.run(
            # Otherwise a star in a path would also match other paths.
            "--literal-pathspecs",
            *("diff-tree", "-r", "-p", "--find-renames", "--no-ext-diff", "--no-textconv"),
            *(old, plan.tree, *paths),
        )
    return text.split("\n") if text else []
