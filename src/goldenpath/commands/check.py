"""goldenpath check: where repositories have left their template, and which rules they break."""

import datetime
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.template_options import TemplateOptions, templates
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
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    MARKDOWN = "markdown"


@Parameter(name="*")
class CheckOptions(BaseModel):
    """What `check` can be told."""

    model_config = ConfigDict(frozen=True)

    format: Format = Format.TEXT
    """How to report: text, json, sarif, github (annotations) or markdown."""

    quiet: Annotated[bool, Parameter(negative=())] = False
    """Print nothing: the exit code tells."""

    allow_behind: Annotated[bool, Parameter(negative=())] = False
    """Succeed when a newer release is all that there is to say."""

    version_only: Annotated[bool, Parameter(negative=())] = False
    """Compare versions, and no files."""

    lock: Annotated[bool, Parameter(name="--lock", negative="--no-lock")] = True
    """Check uv.lock too."""

    drift: Annotated[bool, Parameter(negative=())] = False
    """Compare with the template, and check no rules."""

    rules: Annotated[bool, Parameter(negative=())] = False
    """Check the rules of the standard, and compare with no template."""

    select: Annotated[tuple[str, ...], Parameter(negative=())] = ()
    """Only these rules, or families: PK01, CI."""

    ignore: Annotated[tuple[str, ...], Parameter(negative=())] = ()
    """All rules but these."""

    organisation: str | None = None
    """Whose rules, where the repository does not say."""

    tier: Tier | None = None
    """How strict, where the repository does not say."""


def check(
    *paths: Path, options: CheckOptions | None = None, template: TemplateOptions | None = None
) -> int:
    """Compare repositories with what their template renders, and with the rules of the standard.

    Parameters
    ----------
    paths
        Folders of rendered repositories; this one, if none is given.
    """
    chosen = options or CheckOptions()
    if chosen.drift and (chosen.rules or chosen.select or chosen.ignore):
        raise BadInputError(
            "--drift checks no rules: leave it out, or leave out --rules, --select and --ignore."
        )
    checker = DriftChecker(templates(template or TemplateOptions()), datetime.date.today())
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
