"""goldenpath restore: files and keys back to what the template rendered."""

import datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from goldenpath.commands.template_options import TemplateOptions, templates
from goldenpath.model.errors import ExitCode
from goldenpath.operations.drift.check import Checker
from goldenpath.operations.drift.expected import expect
from goldenpath.operations.drift.restore import Restoration, select
from goldenpath.operations.drift.restore import restore as put_back
from goldenpath.operations.update.journal import require_no_interrupted_update
from goldenpath.output.console import results


def restore(
    *files: str,
    repository: Path = Path(),
    force: Annotated[bool, Parameter(negative=())] = False,
    template: TemplateOptions | None = None,
) -> int:
    """Put managed files and keys back to what the recorded version renders.

    Parameters
    ----------
    files
        Paths below the repository's root; all that differ and are not waived, if none is given.
    repository
        The folder of the repository.
    force
        Overwrite what is in no commit.
    """
    root = repository.expanduser().absolute()
    require_no_interrupted_update(root)
    restoration = differing(root, tuple(files), template)
    console = results()
    if not restoration.findings:
        console.print("Nothing to put back: every file of the template is as rendered.")
        return ExitCode.OK
    done = put_back(root, restoration, force=force)
    for path in done.paths:
        console.print(f"put back  {path}", markup=False)
    return ExitCode.OK


def differing(root: Path, paths: tuple[str, ...], template: TemplateOptions | None) -> Restoration:
    """What differs in a repository, and what it should be.

    Raises:
        GoldenpathError: it cannot be compared, or a path has nothing to put back.
    """
    chosen = templates(template or TemplateOptions())
    report = Checker(chosen, datetime.date.today()).check_folder(root)
    expected = expect(root, chosen)
    named = tuple(Path(path).as_posix().removeprefix("./") for path in paths)
    return Restoration(expected, select(report.files, named))
