"""goldenpath restore: files and keys back to what the template rendered."""

import datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from goldenpath.commands.one_writer import only_writer
from goldenpath.commands.template_options import TemplateOptions, templates
from goldenpath.model.errors import ExitCode
from goldenpath.operations.drift.check import Checker
from goldenpath.operations.drift.expected import expect
from goldenpath.operations.drift.named_path import path_below, repository_folder
from goldenpath.operations.drift.restore import Restoration, select
from goldenpath.operations.drift.restore import restore as put_back
from goldenpath.operations.git.work_tree import open_work_tree
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
        Replace what is in no commit too; a reference keeps it.
    """
    work = open_work_tree(repository_folder(repository))
    console = results()
    with only_writer(work):
        restoration = differing(work.root, files, template)
        if not restoration.findings:
            console.print("Nothing to put back: every file of the template is as rendered.")
            return ExitCode.OK
        done = put_back(work, restoration, force=force)
    for path in done.paths:
        console.print(f"put back  {path}", markup=False)
    if done.saved:
        console.print(done.saved.sentence, markup=False)
    return ExitCode.OK


def differing(root: Path, paths: tuple[str, ...], template: TemplateOptions | None) -> Restoration:
    """What differs in a repository, and what it should be.

    Raises:
        GoldenpathError: it cannot be compared, or a path has nothing to put back.
    """
    named = tuple(path_below(root, path) for path in paths)
    chosen = templates(template or TemplateOptions())
    report = Checker(chosen, datetime.date.today()).check_folder(root)
    expected = expect(root, chosen)
    return Restoration(expected, select(report.files, named))
