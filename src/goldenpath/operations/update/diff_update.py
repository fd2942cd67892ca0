"""What an update would change in what is committed, as a diff."""

from goldenpath.operations.drift.recorded_render import Templates
from goldenpath.operations.files.named_path import path_below
from goldenpath.operations.git.work_tree import open_work_tree
from goldenpath.operations.journal.journal import require_no_interrupted_update
from goldenpath.operations.update.request import UpdateRequest
from goldenpath.operations.update.update import planned


def diff_of_update(request: UpdateRequest, path: str | None, templates: Templates) -> list[str]:
    """The lines of a diff, of one file or of all of them.

    Raises:
        GoldenpathError: something is not as it must be.
    """
    root = request.root
    paths = ("--", path_below(root, path)) if path else ()
    require_no_interrupted_update(root)
    work = open_work_tree(root)
    with planned(request, work, templates) as plan:
        old = plan.git.run("rev-parse", f"{work.head}:{work.prefix}")
        text = plan.git.run(
            # A name with a star would mean others as well.
            "--literal-pathspecs",
            *("diff-tree", "-r", "-p", "--find-renames", "--no-ext-diff", "--no-textconv"),
            *(old, plan.tree, *paths),
        )
    return text.split("\n") if text else []
