"""goldenpath check: how repositories differ from their template, and which rules they break."""

import datetime
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.template_options import TemplateOptions, chosen_templates
from goldenpath.model.check import CheckReport, CheckReports
from goldenpath.model.errors import BadInputError
from goldenpath.model.ruleset import Tier
from goldenpath.model.standards import StandardsRequest
from goldenpath.operations.check.check_repository import CheckRequest, check_repository
from goldenpath.operations.drift.check_drift import DriftChecker
from goldenpath.operations.files.named_path import repository_folder
from goldenpath.output.check_report import check_annotations, check_markdown, print_check
from goldenpath.output.console import results
from goldenpath.output.github_annotations import github_annotations
from goldenpath.output.json_text import json_text
from goldenpath.output.sarif import sarif


class Format(StrEnum):
    """The format of a report."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    MARKDOWN = "markdown"


@Parameter(name="*")
class CheckOptions(BaseModel):
    """The options of `check`."""

    model_config = ConfigDict(frozen=True)

    format: Format = Format.TEXT
    """How to report: text, json, sarif, github (annotations) or markdown."""

    quiet: Annotated[bool, Parameter(negative=())] = False
    """Print nothing; only set the exit code."""

    allow_behind: Annotated[bool, Parameter(negative=())] = False
    """Succeed if the only finding is a newer release."""

    # Only for --help: the entry point calls check_version.py before this module is imported.
    version_only: Annotated[bool, Parameter(negative=())] = False
    """Compare only versions, not files."""

    lock: Annotated[bool, Parameter(name="--lock", negative="--no-lock")] = True
    """Check uv.lock too."""

    drift: Annotated[bool, Parameter(negative=())] = False
    """Only compare with the template; check no rules."""

    rules: Annotated[bool, Parameter(negative=())] = False
    """Only check the rules of the standard; do not compare with the template."""

    select: Annotated[tuple[str, ...], Parameter(negative=())] = ()
    """Check only these rules or families, such as PK01 or CI."""

    ignore: Annotated[tuple[str, ...], Parameter(negative=())] = ()
    """Check all rules except these."""

    organisation: str | None = None
    """The organisation whose rules apply, if the repository does not name one."""

    tier: Tier | None = None
    """The tier whose rules apply, if the repository does not name one."""


def check(
    *paths: Path, options: CheckOptions | None = None, template: TemplateOptions | None = None
) -> int:
    """Compare repositories with what their template renders, and with the rules of the standard.

    Parameters
    ----------
    paths
        Folders of rendered repositories; the current folder, if none is given.
    """
    chosen = options or CheckOptions()
    if chosen.drift and (chosen.rules or chosen.select or chosen.ignore):
        raise BadInputError(
            "--drift checks no rules: leave it out, or leave out --rules, --select and --ignore."
        )
    checker = DriftChecker(chosen_templates(template or TemplateOptions()), datetime.date.today())
    request = _request(chosen)
    reports = tuple(
        check_repository(repository_folder(path), request, checker) for path in paths or (Path(),)
    )
    if not chosen.quiet:
        _print(reports, chosen.format)
    return max(report.exit_code(allow_behind=chosen.allow_behind) for report in reports)


def _request(options: CheckOptions) -> CheckRequest:
    standards = StandardsRequest(
        organisation=options.organisation,
        tier=options.tier,
        select=options.select,
        ignore=options.ignore,
    )
    return CheckRequest(
        drift=not options.rules,
        lock=options.lock,
        standards=None if options.drift else standards,
    )


def _print(reports: tuple[CheckReport, ...], form: Format) -> None:
    annotations = [problem for report in reports for problem in check_annotations(report)]
    match form:
        case Format.TEXT:
            for report in reports:
                print_check(report, results())
        case Format.JSON:
            print(json_text(CheckReports(repositories=reports)))
        case Format.SARIF:
            print(sarif(annotations))
        case Format.GITHUB:
            sys.stdout.writelines(f"{line}\n" for line in github_annotations(annotations))
        case Format.MARKDOWN:
            for report in reports:
                print(check_markdown(report))
