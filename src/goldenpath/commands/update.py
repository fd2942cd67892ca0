"""goldenpath update and recover: to a newer version of the template, with nothing lost."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.template_options import TemplateOptions, templates
from goldenpath.model.errors import BadInputError, ExitCode
from goldenpath.model.update import ManagedChoice
from goldenpath.operations.files.named_path import repository_folder
from goldenpath.operations.render.answers import parse_answers
from goldenpath.operations.update.recovery import recover as put_back
from goldenpath.operations.update.request import RenderedVersions, UpdateRequest
from goldenpath.operations.update.update import update as run_update
from goldenpath.output.console import results
from goldenpath.output.json_text import json_text
from goldenpath.output.update_text import print_release_notes, print_update


class UpdateFormat(StrEnum):
    """How an update is reported."""

    TEXT = "text"
    JSON = "json"


@Parameter(name="*")
class UpdateOptions(BaseModel):
    """What `update` can be told."""

    model_config = ConfigDict(frozen=True)

    to: str | None = None
    """The version to update to: a tag, a branch or a commit; the newest release, if none."""

    data: Annotated[tuple[str, ...], Parameter(name=("--data", "-d"), negative=())] = ()
    """Another answer, as key=value; can be given more than once."""

    managed: ManagedChoice | None = None
    """Where both sides changed the same of a managed file: whose version wins."""

    write_conflicts: Annotated[bool, Parameter(negative=())] = False
    """Commit conflicts with git's markers to a branch of their own."""

    dry_run: Annotated[bool, Parameter(negative=())] = False
    """Say what would change, and write nothing anywhere."""

    branch: str | None = None
    """Commit to this branch, and leave the current one and the work tree alone."""

    lock: Annotated[bool, Parameter(name="--lock", negative="--no-lock")] = True
    """Lock the dependencies again, if they changed."""

    build: Annotated[bool, Parameter(negative=())] = False
    """Let uv build what the lock needs: it runs code of the repository and of packages."""

    defaults: Annotated[bool, Parameter(negative=())] = False
    """Ask nothing: new questions take their defaults."""

    format: UpdateFormat = UpdateFormat.TEXT
    """How to report: text or json."""


def update(
    path: Path = Path(),
    /,
    *,
    options: UpdateOptions | None = None,
    template: TemplateOptions | None = None,
) -> int:
    """Bring a repository to a newer version of its template, in one commit, or not at all.

    Parameters
    ----------
    path
        The folder of the repository.
    """
    chosen = options or UpdateOptions()
    if chosen.write_conflicts and chosen.managed:
        raise BadInputError(
            f"--write-conflicts and --managed {chosen.managed} are two ways out of a conflict: give"
            " one of them."
        )
    request = UpdateRequest(
        root=repository_folder(path),
        to=chosen.to,
        changed=parse_answers(chosen.data),
        managed=chosen.managed,
        write_conflicts=chosen.write_conflicts,
        dry_run=chosen.dry_run,
        branch=chosen.branch,
        lock=chosen.lock,
        build=chosen.build,
        ask=sys.stdin.isatty() and not chosen.defaults and not chosen.dry_run,
    )
    is_text = chosen.format is UpdateFormat.TEXT
    report = run_update(
        request, templates(template or TemplateOptions()), _show_notes if is_text else None
    )
    if chosen.format is UpdateFormat.JSON:
        print(json_text(report))
    else:
        print_update(report, results())
    return report.exit_code


def _show_notes(versions: RenderedVersions) -> None:
    print_release_notes(versions.release_notes, results())


def recover(path: Path = Path(), /) -> int:
    """Put a repository back after an update that was killed.

    Parameters
    ----------
    path
        The folder of the repository.
    """
    recovery = put_back(repository_folder(path))
    results().print(recovery.message, markup=False)
    for name in recovery.kept:
        results().print(f"kept as it is, with edits since the update: {name}", markup=False)
    return ExitCode.OK
