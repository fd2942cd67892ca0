"""goldenpath diff: a repository's differences from its template, line by line."""

import os
import sys
from pathlib import Path

from rich.syntax import Syntax

from goldenpath.commands.restore import differing
from goldenpath.commands.template_options import TemplateOptions, templates
from goldenpath.model.errors import ExitCode
from goldenpath.operations.drift.difference import unified_diff
from goldenpath.operations.drift.named_path import path_below, repository_folder
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
    root = repository_folder(repository)
    named = None if path is None else path_below(root, path)
    if against == "recorded":
        lines = list(unified_diff(differing(root, () if named is None else (named,), template)))
    else:
        lines = _lines_of_update(root, named, against, template)
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
            # A name with a star would mean others as well.
            "--literal-pathspecs",
            *("diff-tree", "-r", "-p", "--find-renames", "--no-ext-diff", "--no-textconv"),
            *(old, plan.tree, *paths),
        )
    return text.split("\n") if text else []


def show_diff(text: str) -> None:
    """Print a diff: coloured on a terminal, and byte by byte elsewhere."""
    console = results()
    if not text:
        return
    if console.is_terminal:
        console.print(Syntax(text, "diff", background_color="default", word_wrap=False))
    else:
        # A line of a file may be no UTF-8.
        sys.stdout.buffer.write(os.fsencode(f"{text}\n"))
        sys.stdout.flush()
