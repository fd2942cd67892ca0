"""goldenpath check: where repositories have left their template."""

import datetime
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.template_options import TemplateOptions, templates
from goldenpath.model.data_file import DataModel
from goldenpath.model.drift import DriftReport
from goldenpath.operations.drift.check import Checker
from goldenpath.operations.drift.lock_check import check_lock
from goldenpath.operations.render.repository import find_uv
from goldenpath.output.console import results
from goldenpath.output.drift_markdown import drift_markdown
from goldenpath.output.drift_text import print_drift
from goldenpath.output.github_annotations import github_annotations
from goldenpath.output.problems import drift_problems
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


class CheckReports(DataModel):
    """What `check --format json` prints."""

    repositories: tuple[DriftReport, ...]


def check(
    *paths: Path, options: CheckOptions | None = None, template: TemplateOptions | None = None
) -> int:
    """Compare repositories with what their recorded template version renders.

    Parameters
    ----------
    paths
        Folders of rendered repositories; this one, if none is given.
    """
    chosen = options or CheckOptions()
    checker = Checker(templates(template or TemplateOptions()), datetime.date.today())
    reports = tuple(_check_one(checker, path, chosen) for path in paths or (Path(),))
    if not chosen.quiet:
        _print(reports, chosen.format)
    return max(report.exit_code(allow_behind=chosen.allow_behind) for report in reports)


def _check_one(checker: Checker, path: Path, options: CheckOptions) -> DriftReport:
    root = path.expanduser().absolute()
    report = checker.check_folder(root)
    if options.lock and report.clean:
        finding = check_lock(root, find_uv())
        if finding:
            return report.model_copy(update={"files": (*report.files, finding)})
    return report


def _print(reports: tuple[DriftReport, ...], form: Format) -> None:
    problems = [problem for report in reports for problem in drift_problems(report)]
    match form:
        case Format.TEXT:
            for report in reports:
                print_drift(report, results())
        case Format.JSON:
            print(CheckReports(repositories=reports).model_dump_json(indent=2))
        case Format.SARIF:
            print(sarif(problems))
        case Format.GITHUB:
            sys.stdout.writelines(f"{line}\n" for line in github_annotations(problems))
        case Format.MARKDOWN:
            for report in reports:
                sys.stdout.writelines(f"{line}\n" for line in drift_markdown(report))
