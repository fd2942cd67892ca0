"""goldenpath fleet check: check many repositories at once."""

import datetime
import sys
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from goldenpath.commands.template_options import Engine, TemplateOptions, chosen_templates
from goldenpath.commands.templates import cache_folder
from goldenpath.model.drift import DriftReport
from goldenpath.model.errors import BadInputError, ExitCode
from goldenpath.model.fleet import summarise
from goldenpath.operations.drift.check_drift import DriftChecker
from goldenpath.operations.fleet.check_fleet import FleetCheck
from goldenpath.operations.fleet.sources import find_repositories
from goldenpath.operations.process.environment import processors
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.render.template_source import own_catalogue
from goldenpath.operations.template_store.locations import local_path
from goldenpath.operations.template_store.trust import TrustedTemplates
from goldenpath.output.console import messages, results
from goldenpath.output.fleet_text import fleet_line, print_summary
from goldenpath.output.json_text import json_line
from goldenpath.settings import read_settings


class FleetFormat(StrEnum):
    """The format of a fleet report."""

    TEXT = "text"
    JSON = "json"


@Parameter(name="*")
class FleetOptions(BaseModel):
    """The options of `fleet check`."""

    model_config = ConfigDict(frozen=True)

    source: Annotated[
        tuple[Path, ...], Parameter(name="--from", consume_multiple=1, negative=())
    ] = ()
    """Repositories, folders with repositories, or files with one path or URL on each line."""

    jobs: int | None = None
    """The number of processes; one for each core, if not given."""

    format: FleetFormat = FleetFormat.TEXT
    """text, or json with one line for each repository and one line for the summary."""

    trust: Annotated[tuple[str, ...], Parameter(negative=())] = ()
    """Also trust templates whose URL begins with this; the organisations' own are trusted."""

    allow_behind: Annotated[bool, Parameter(negative=())] = False
    """Succeed if the only findings are newer releases."""


def fleet_check(
    *, options: FleetOptions | None = None, template: TemplateOptions | None = None
) -> int:
    """Check many repositories: print one line for each, and a summary."""
    chosen = options or FleetOptions()
    if not chosen.source:
        raise BadInputError("No fleet is given: name folders or lists with --from.")
    if chosen.jobs is not None and chosen.jobs < 1:
        raise BadInputError(f"--jobs {chosen.jobs} is not a number of processes: give 1 or more.")
    names = find_repositories(chosen.source)
    where = template or TemplateOptions()
    templates = replace(
        chosen_templates(where),
        engine=choose_engine(use_copier=where.engine is Engine.COPIER, lazy=True),
        trusted=_trusted(chosen, names),
    )
    checker = DriftChecker(templates, datetime.date.today())
    processes = chosen.jobs or processors()
    is_json = chosen.format is FleetFormat.JSON
    reports = []
    with closing(_with_progress(FleetCheck(checker, cache_folder()), names, processes)) as rows:
        for report in rows:
            reports.append(report)
            sys.stdout.write(f"{json_line(report) if is_json else fleet_line(report)}\n")
    summary = summarise(reports)
    if is_json:
        sys.stdout.write(f"{json_line(summary)}\n")
    else:
        print_summary(summary, results())
    codes = [report.exit_code(allow_behind=chosen.allow_behind) for report in reports]
    return max(codes, default=ExitCode.OK)


def _trusted(chosen: FleetOptions, names: tuple[str, ...]) -> TrustedTemplates:
    own = [str(organisation.github) for organisation in own_catalogue().organisations]
    setting = read_settings().template
    checked = [path for name in names if (path := local_path(name))]
    # A template in a folder of repositories is not trusted either: anybody may have put it there.
    around = [str(source.expanduser()) for source in chosen.source if source.expanduser().is_dir()]
    return TrustedTemplates(
        urls=frozenset([*own, *chosen.trust, *([setting] if setting else [])]),
        repositories=frozenset([*checked, *around]),
    )


def _with_progress(
    check: FleetCheck, names: tuple[str, ...], processes: int
) -> Generator[DriftReport]:
    console = messages()
    if not console.is_terminal or sys.stdout.isatty():
        # The printed lines already show the progress, and a bar would mix with them.
        with closing(check.run(names, processes)) as rows:
            yield from rows
        return
    columns = (TextColumn("Checking"), BarColumn(), MofNCompleteColumn())
    # Each row refreshes the bar. A thread must not do it, because processes are forked meanwhile.
    with (
        Progress(*columns, console=console.rich, transient=True, auto_refresh=False) as progress,
        closing(check.run(names, processes)) as rows,
    ):
        yield from progress.track(rows, total=len(names))
