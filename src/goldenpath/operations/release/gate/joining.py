"""Join the reports of the shards of one check."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from goldenpath.model.errors import BadInputError
from goldenpath.model.release_gate import GateCheck, GateReport, GateState
from goldenpath.model.validation import describe


def join_reports(paths: Sequence[Path]) -> GateReport:
    """Return one report of all shards.

    Raises:
        BadInputError: a report is missing, cannot be read, or is about another commit.
    """
    if not paths:
        raise BadInputError("No report is given: name the JSON file of each shard.")
    reports = [_read(path) for path in paths]
    first = reports[0]
    for path, report in zip(paths, reports, strict=True):
        if (report.commit, report.planned) != (first.commit, first.planned):
            raise BadInputError(
                f"{path} is about {report.commit[:12]}, and {paths[0]} about {first.commit[:12]}:"
                " give the reports of one check."
            )
    checks: dict[str, GateCheck] = {}
    for check in (check for report in reports for check in report.checks):
        # The rules run in every shard. If one shard refuses, its result counts.
        if check.name not in checks or check.state is GateState.REFUSED:
            checks[check.name] = check
    joined = first.model_copy(
        update={
            "checks": tuple(checks.values()),
            "wall_seconds": max(report.wall_seconds for report in reports),
        }
    )
    if joined.missing and not joined.refusals:
        raise BadInputError(
            f"{len(joined.missing)} checks are in none of the reports, such as"
            f" '{joined.missing[0]}': give the reports of all shards, with their suites."
        )
    return joined


def _read(path: Path) -> GateReport:
    try:
        return GateReport.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInputError(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise BadInputError(
            f"{path} is not a report of `goldenpath release check --format json`:"
            f" {describe(error)}."
        ) from error
