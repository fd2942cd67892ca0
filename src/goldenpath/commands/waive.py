"""goldenpath waive: a recorded exception."""

import datetime
from pathlib import Path

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.model.errors import BadInputError, ExitCode
from goldenpath.model.waivers import WAIVERS_FILE, Waiver
from goldenpath.operations.drift.waivers_file import write_waiver
from goldenpath.output.console import results


@Parameter(name="*")
class WaiveOptions(BaseModel):
    """What a waiver says."""

    model_config = ConfigDict(frozen=True)

    reason: str
    """Why: whoever reads it next year should agree, or know whom to ask."""

    until: datetime.date
    """The last day on which it holds, as 2027-01-31; after it, the difference is drift again."""

    key: str | None = None
    """One key of a merged file, as tool.ruff.line-length."""

    repository: Path = Path()
    """The folder of the repository."""


def waive(path: str, /, *, options: WaiveOptions) -> int:
    """Record that a repository differs from its template on purpose.

    Parameters
    ----------
    path
        The file, below the repository's root.
    """
    root = options.repository.expanduser().absolute()
    if not root.is_dir():
        raise BadInputError(f"{root} is no folder: give the folder of a rendered repository.")
    if options.until < datetime.date.today():
        raise BadInputError(
            f"{options.until} is over: a waiver holds until a day to come, as in --until"
            " 2027-01-31."
        )
    name = Path(path).as_posix()
    if name.startswith(("/", "../")):
        raise BadInputError(f"'{path}' is outside the repository: give a path below its root.")
    if not options.reason.strip():
        raise BadInputError("A waiver without a reason helps nobody: say why with --reason.")
    waiver = Waiver(path=name, key=options.key, reason=options.reason.strip(), until=options.until)
    write_waiver(root, waiver)
    about = f"{options.key} in {name}" if options.key else name
    results().print(f"waived until {options.until}: {about} ({WAIVERS_FILE})", markup=False)
    return ExitCode.OK
