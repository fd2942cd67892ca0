"""Check repositories and print the reports: what `check` does once its options are read.

This module does not import cyclopts, because check_at_once.py does without it.
"""

import datetime
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from goldenpath.model.check import CheckReport, CheckReports
from goldenpath.operations.check.check_repository import CheckRequest, check_repository
from goldenpath.operations.drift.check_drift import DriftChecker
from goldenpath.operations.files.named_path import repository_folder
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.output.check_text import print_check
from goldenpath.output.console import results


class Format(StrEnum):
    """The format of a report."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    MARKDOWN = "markdown"


class CheckOutput(NamedTuple):
    """How the reports are told."""

    format: Format = Format.TEXT
    is_quiet: bool = False
    # Whether a newer release alone is no finding.
    allow_behind: bool = False


def check_paths(
    paths: Sequence[Path], request: CheckRequest, output: CheckOutput, templates: Templates
) -> int:
    """Check the repositories, or the one in the current folder; print, and return the exit code.

    Raises:
        GoldenpathError: a repository cannot be checked.
    """
    checker = DriftChecker(templates, datetime.date.today())
    reports = tuple(
        check_repository(repository_folder(path), request, checker) for path in paths or (Path(),)
    )
    if not output.is_quiet:
        _print(reports, output.format)
    return max(report.exit_code(allow_behind=output.allow_behind) for report in reports)


def _print(reports: tuple[CheckReport, ...], form: Format) -> None:
    if form is Format.TEXT:
        for report in reports:
            print_check(report, results())
    else:
        _print_for_machines(reports, form)


def _print_for_machines(reports: tuple[CheckReport, ...], form: Format) -> None:
    # Imported here: a check whose report a person reads needs none of them.
    from goldenpath.output.check_report import check_annotations, check_markdown
    from goldenpath.output.github_annotations import github_annotations
    from goldenpath.output.json_text import json_text
    from goldenpath.output.sarif import sarif

    annotations = [problem for report in reports for problem in check_annotations(report)]
    if form is Format.JSON:
        print(json_text(CheckReports(repositories=reports)))
    elif form is Format.SARIF:
        print(sarif(annotations))
    elif form is Format.GITHUB:
        sys.stdout.writelines(f"{line}\n" for line in github_annotations(annotations))
    else:
        for report in reports:
            print(check_markdown(report))
