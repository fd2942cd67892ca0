"""goldenpath waive: record that a difference is on purpose."""

import datetime
from pathlib import Path

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.template_options import TemplateOptions, chosen_templates
from goldenpath.model.errors import BadInputError, ExitCode
from goldenpath.model.file_names import WAIVERS_FILE
from goldenpath.model.waivers import Waiver
from goldenpath.operations.files.named_path import path_below, repository_folder
from goldenpath.operations.repair.waive import waive as record_waiver
from goldenpath.output.console import results
from goldenpath.output.prose import tell

# How long a waiver lasts if nobody says.
_USUAL = datetime.timedelta(days=90)


@Parameter(name="*")
class WaiveOptions(BaseModel):
    """The options of `waive`."""

    model_config = ConfigDict(frozen=True)

    reason: str
    """Why the repository differs, for a person who reads it next year."""

    until: datetime.date | None = None
    """The last day of the waiver, such as 2027-01-31; without it, 90 days from today."""

    key: str | None = None
    """One key of a merged file, such as tool.ruff.line-length."""

    repository: Path = Path()
    """The folder of the repository."""


def waive(path: str, /, *, options: WaiveOptions, template: TemplateOptions | None = None) -> int:
    """Record that a repository differs from its template on purpose.

    Parameters
    ----------
    path
        The file, below the repository's root.
    """
    root = repository_folder(options.repository)
    until = options.until or datetime.date.today() + _USUAL
    if until < datetime.date.today():
        raise BadInputError(
            f"{until} is in the past: give today or a later day, as in --until 2027-01-31."
        )
    name = path_below(root, path)
    if not options.reason.strip():
        raise BadInputError("The reason is empty: say with --reason why the repository differs.")
    _require_text("--reason", options.reason)
    _require_text("--key", options.key or "")
    waiver = Waiver(path=name, key=options.key, reason=options.reason.strip(), until=until)
    saved = record_waiver(
        root, waiver, chosen_templates(template or TemplateOptions(), remember=True)
    )
    about = f"{options.key} in {name}" if options.key else name
    console = results()
    tell(console, f"waived until {until}: {about} ({WAIVERS_FILE})", markup=False)
    if saved:
        tell(console, saved.line, markup=False)
    return ExitCode.OK


def _require_text(option: str, given: str) -> None:
    if not given.replace("\n", " ").isprintable():
        raise BadInputError(
            f"{option} {given!r} has characters that cannot be printed: remove them."
        )
