"""goldenpath diff: how a repository differs from its template, line by line."""

import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict
from rich.syntax import Syntax

from goldenpath.commands.seeded_options import require_since_with_seeded
from goldenpath.commands.template_options import TemplateOptions, chosen_templates
from goldenpath.model.errors import ExitCode
from goldenpath.operations.files.named_path import repository_folder
from goldenpath.operations.journal.journal import require_no_interrupted_update
from goldenpath.operations.repair.differences import find_differences
from goldenpath.operations.repair.unified_diff import unified_diff
from goldenpath.operations.update.diff_update import diff_of_seeded, diff_of_update
from goldenpath.operations.update.request import UpdateRequest
from goldenpath.output.console import results

_RECORDED, _LATEST = "recorded", "latest"


@Parameter(name="*")
class DiffOptions(BaseModel):
    """The options of `diff`."""

    model_config = ConfigDict(frozen=True)

    against: str = _RECORDED
    """recorded: what the recorded version renders; latest, or a version: what an update changes."""

    seeded: Annotated[bool, Parameter(negative=())] = False
    """Show what the template has changed in seeded files since you took them, and why."""

    since: str | None = None
    """With --seeded: the version that the seeded files were last taken from, if you know it."""

    repository: Path = Path()
    """The folder of the repository."""


def diff(
    path: str | None = None,
    /,
    *,
    options: DiffOptions | None = None,
    template: TemplateOptions | None = None,
) -> int:
    """Show what differs from the template as a unified diff.

    Parameters
    ----------
    path
        One file below the repository's root; all files that differ, if none is given.
    """
    chosen = options or DiffOptions()
    known = chosen_templates(template or TemplateOptions(), remember=True)
    root = repository_folder(chosen.repository)
    require_since_with_seeded(chosen.since, is_seeded=chosen.seeded)
    require_no_interrupted_update(root)
    paths = () if path is None else (path,)
    if chosen.seeded:
        to = None if chosen.against in (_RECORDED, _LATEST) else chosen.against
        request = UpdateRequest(root=root, to=to, seeded=paths, since=chosen.since)
        lines = diff_of_seeded(request, known)
    elif chosen.against == _RECORDED:
        lines = list(unified_diff(find_differences(root, paths, known)))
    else:
        to = None if chosen.against == _LATEST else chosen.against
        lines = diff_of_update(UpdateRequest(root=root, to=to), path, known)
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
