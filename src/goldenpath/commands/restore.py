"""goldenpath restore: put files and keys back to what the template renders."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from goldenpath.commands.template_options import TemplateOptions, chosen_templates
from goldenpath.model.errors import ExitCode
from goldenpath.operations.files.named_path import repository_folder
from goldenpath.operations.repair.restore import restore as restore_files
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
        Paths below the repository's root; if none is given, all that differ and are not waived.
    repository
        The folder of the repository.
    force
        Also replace changes that are not committed; a git reference keeps them.
    """
    chosen = chosen_templates(template or TemplateOptions(), remember=True)
    done = restore_files(repository_folder(repository), files, chosen, force=force)
    console = results()
    if not done.paths:
        console.print("Nothing to put back: every file of the template is as rendered.")
    for path in done.paths:
        console.print(f"put back  {path}", markup=False)
    if done.saved:
        console.print(done.saved.sentence, markup=False)
    return ExitCode.OK
