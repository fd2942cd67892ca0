"""goldenpath diff: a repository's differences from its template, line by line."""

from pathlib import Path

from rich.syntax import Syntax

from goldenpath.commands.restore import differing
from goldenpath.commands.template_options import TemplateOptions, templates
from goldenpath.model.errors import ExitCode
from goldenpath.operations.drift.difference import unified_diff
from goldenpath.operations.git.work_tree import open_work_tree
from goldenpath.operations.update.journal import require_no_interrupted_update
from goldenpath.operations.update.request import UpdateRequest
from goldenpath.operations.update.update import planned
from goldenpath.output.console import results


def diff(
    path: str | None = None,
    /,
    *,
    against: str = "recorded",
    repository: Path = Path(),
    template: TemplateOptions | None = None,
) -> int:
    """Show what differs from the template as a unified diff.

    Parameters
    ----------
    path
        One file below the repository's root; all that differ, if none is given.
    against
        recorded: from what the recorded version renders to what is here.
        latest, or a version: exactly what `goldenpath update` would change.
    repository
        The folder of the repository.
    """
    root = repository.expanduser().absolute()
    paths = (path,) if path else ()
    if against == "recorded":
        lines = list(unified_diff(root, differing(root, paths, template)))
    else:
        lines = _lines_of_update(root, path, against, template)
    show_diff("\n".join(lines))
    return ExitCode.DRIFT if lines else ExitCode.OK


def _lines_of_update(
    root: Path, path: str | None, against: str, template: TemplateOptions | None
) -> list[str]:
    """What an update to ``against`` would change, in what is committed."""
    require_no_interrupted_update(root)
    to = None if against == "latest" else against
    work = open_work_tree(root)
    with planned(
        UpdateRequest(root=root, to=to), work, templates(template or TemplateOptions())
    ) as plan:
        git = plan.git
        old = git.run("rev-parse", f"{work.head}:{work.prefix}")
        paths = ("--", path) if path else ()
        text = git.run(
            "diff-tree", "-r", "-p", "--find-renames", "--no-ext-diff", old, plan.tree, *paths
        )
    return text.splitlines()


def show_diff(text: str) -> None:
    """Print a diff: coloured on a terminal, and byte by byte elsewhere."""
    console = results()
    if not text:
        return
    if console.is_terminal:
        console.print(Syntax(text, "diff", background_color="default", word_wrap=False))
    else:
        print(text)
