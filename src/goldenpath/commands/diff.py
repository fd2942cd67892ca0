"""goldenpath diff: how a repository differs from its template, line by line."""

import os
import sys
from pathlib import Path

from rich.syntax import Syntax

from goldenpath.commands.template_options import TemplateOptions, chosen_templates
from goldenpath.model.errors import ExitCode
from goldenpath.operations.files.named_path import repository_folder
from goldenpath.operations.journal.journal import require_no_interrupted_update
from goldenpath.operations.repair.differences import find_differences
from goldenpath.operations.repair.unified_diff import unified_diff
from goldenpath.operations.update.diff_update import diff_of_update
from goldenpath.operations.update.request import UpdateRequest
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
        One file below the repository's root; all files that differ, if none is given.
    against
        recorded: show how the repository differs from the render of its recorded version.
        latest, or a version: show exactly what `goldenpath update` would change.
    repository
        The folder of the repository.
    """
    root, chosen = (
        repository_folder(repository),
        chosen_templates(template or TemplateOptions(), remember=True),
    )
    require_no_interrupted_update(root)
    if against == "recorded":
        differences = find_differences(root, () if path is None else (path,), chosen)
        lines = list(unified_diff(differences))
    else:
        to = None if against == "latest" else against
        lines = diff_of_update(UpdateRequest(root=root, to=to), path, chosen)
    show_diff("\n".join(lines))
    return ExitCode.FINDINGS if lines else ExitCode.OK


def show_diff(text: str) -> None:
    """Print a diff: with colours on a terminal, and as its exact bytes elsewhere."""
    console = results()
    if not text:
        return
    if console.is_terminal:
        console.print(Syntax(text, "diff", background_color="default", word_wrap=False))
    else:
        # Written as bytes, because a line of a file may not be valid UTF-8.
        sys.stdout.buffer.write(os.fsencode(f"{text}\n"))
        sys.stdout.flush()
