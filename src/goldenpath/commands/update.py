"""goldenpath update and recover: update a repository to a newer version of the template."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.seeded_options import require_since_with_seeded
from goldenpath.commands.template_options import TemplateOptions, chosen_templates
from goldenpath.model.errors import BadInputError, ExitCode
from goldenpath.model.update import ManagedChoice, UpdateReport, UpdateState, WayOut
from goldenpath.operations.files.named_path import chosen_folder
from goldenpath.operations.render.answers import parse_answers
from goldenpath.operations.update.recovery import recover as put_back
from goldenpath.operations.update.request import RenderedVersions, UpdateRequest
from goldenpath.operations.update.update import update as run_update
from goldenpath.output.asking import Option, can_ask, choose
from goldenpath.output.console import results
from goldenpath.output.json_text import json_text
from goldenpath.output.prose import tell
from goldenpath.output.update_text import (
    print_conflicts,
    print_release_notes,
    print_update,
    yours,
)


class UpdateFormat(StrEnum):
    """The format of an update report."""

    TEXT = "text"
    JSON = "json"


@Parameter(name="*")
class UpdateOptions(BaseModel):
    """The options of `update`."""

    model_config = ConfigDict(frozen=True)

    to: str | None = None
    """The version to update to: a tag, a branch or a commit; by default the newest release."""

    data: Annotated[tuple[str, ...], Parameter(name=("--data", "-d"), negative=())] = ()
    """A new answer to a question, as key=value; can be given more than once."""

    managed: ManagedChoice | None = None
    """Whose version of a managed file to keep where both sides changed it."""

    write_conflicts: Annotated[bool, Parameter(negative=())] = False
    """Commit the conflicts, with git's conflict markers, to a new branch."""

    dry_run: Annotated[bool, Parameter(negative=())] = False
    """Print what would change, and write nothing."""

    branch: str | None = None
    """Commit to this branch; do not change the current branch and the work tree."""

    lock: Annotated[bool, Parameter(name="--lock", negative="--no-lock")] = True
    """Update uv.lock, if the dependencies changed."""

    build: Annotated[bool, Parameter(negative=())] = False
    """Let uv build packages to lock them; this runs code of the repository and of packages."""

    defaults: Annotated[bool, Parameter(negative=())] = False
    """Ask no questions: new questions take their defaults."""

    seeded: Annotated[tuple[str, ...] | None, Parameter(consume_multiple=True, negative=())] = None
    """Take the template's changes of seeded files too: of these files and folders, or of all."""

    since: str | None = None
    """With --seeded: the version that the seeded files were last taken from, if you know it."""

    repository: Path | None = None
    """The folder of the repository, as in the other commands; another way to give PATH."""

    format: UpdateFormat = UpdateFormat.TEXT
    """How to report: text or json."""


def update(
    path: Path | None = None,
    /,
    *,
    options: UpdateOptions | None = None,
    template: TemplateOptions | None = None,
) -> int:
    """Bring a repository to a newer version of its template in one commit.

    If that is not possible, nothing is changed.

    Parameters
    ----------
    path
        The folder of the repository; the current folder, if none is given.
    """
    chosen = options or UpdateOptions()
    if chosen.write_conflicts and chosen.managed:
        raise BadInputError(
            f"--write-conflicts and --managed {chosen.managed} cannot be used together: give only"
            " one of them."
        )
    require_since_with_seeded(chosen.since, is_seeded=chosen.seeded is not None)
    request = UpdateRequest(
        root=chosen_folder(path, chosen.repository),
        to=chosen.to,
        changed=parse_answers(chosen.data),
        managed=chosen.managed,
        write_conflicts=chosen.write_conflicts,
        dry_run=chosen.dry_run,
        branch=chosen.branch,
        lock=chosen.lock,
        build=chosen.build,
        seeded=chosen.seeded,
        since=chosen.since,
        ask=sys.stdin.isatty() and not chosen.defaults and not chosen.dry_run,
    )
    is_text = chosen.format is UpdateFormat.TEXT
    is_decided = bool(chosen.managed or chosen.write_conflicts)
    # A dry run and a bot are asked nothing.
    decides = is_text and not is_decided and not chosen.defaults and can_ask()
    report = run_update(
        request,
        chosen_templates(template or TemplateOptions(), remember=True),
        _show_notes if is_text else None,
        _choose_way_out if decides else None,
    )
    if chosen.format is UpdateFormat.JSON:
        print(json_text(report))
    elif decides and report.state is UpdateState.CONFLICTS and not report.commit:
        # The person has just seen the conflicts, and chosen to stop.
        results().print("Nothing was changed.")
    else:
        print_update(report, results())
    return report.exit_code


def _choose_way_out(report: UpdateReport) -> WayOut:
    print_conflicts(report, results())
    ways_out = (
        Option(WayOut.STOP, "nothing: stop here, and change nothing"),
        Option(WayOut.TEMPLATE, "the template's version; a git reference keeps yours"),
        Option(WayOut.TEAM, yours(report.conflicts)),
        Option(WayOut.MARKERS, "both, as git's conflict markers on a new branch"),
    )
    return choose("What goes into the update?", ways_out)


def _show_notes(versions: RenderedVersions) -> None:
    print_release_notes(versions.release_notes, results())


def recover(path: Path | None = None, /, *, repository: Path | None = None) -> int:
    """Recover a repository after an update that was killed.

    Parameters
    ----------
    path
        The folder of the repository; the current folder, if none is given.
    repository
        The folder of the repository, as in the other commands; another way to give PATH.
    """
    recovery = put_back(chosen_folder(path, repository))
    tell(results(), recovery.message, markup=False)
    for name in recovery.kept:
        results().print(f"not changed, because it was edited since: {name}", markup=False)
    return ExitCode.OK
