"""goldenpath release notes: what a release changes for those who update to it."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.release_options import released_template
from goldenpath.commands.template_options import TemplateOptions, chosen_templates
from goldenpath.commands.templates import cache_folder
from goldenpath.model.errors import ExitCode
from goldenpath.operations.fleet.sources import find_repositories
from goldenpath.operations.release.fleet_share import Fleet
from goldenpath.operations.release.notes import find_step, release_notes
from goldenpath.output.json_text import json_text
from goldenpath.output.release_notes_markdown import release_notes_markdown


class NotesFormat(StrEnum):
    """The format of the notes."""

    MARKDOWN = "markdown"
    JSON = "json"


@Parameter(name="*")
class NotesOptions(BaseModel):
    """The options of `release notes`."""

    model_config = ConfigDict(frozen=True)

    fleet: Annotated[tuple[Path, ...], Parameter(consume_multiple=1, negative=())] = ()
    """Repositories to compare stricter rules with: folders, or files with a list of them."""

    format: NotesFormat = NotesFormat.MARKDOWN
    """markdown or json."""


def notes(
    old: str | None = None,
    new: str | None = None,
    /,
    *,
    options: NotesOptions | None = None,
    template: TemplateOptions | None = None,
) -> int:
    """List what changes between two versions of the template, from renders of both.

    Parameters
    ----------
    old
        The older version; the newest release before the newer version, if none is given.
    new
        The newer version; the last commit, if none is given.
    """
    chosen, where = options or NotesOptions(), template or TemplateOptions()
    known = chosen_templates(where)
    step = find_step(known, released_template(where), (old, new))
    fleet = Fleet(find_repositories(chosen.fleet), cache_folder()) if chosen.fleet else None
    found = release_notes(step, known, fleet)
    if chosen.format is NotesFormat.JSON:
        print(json_text(found))
    else:
        sys.stdout.writelines(f"{line}\n" for line in release_notes_markdown(found))
    return ExitCode.OK
