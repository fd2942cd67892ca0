"""goldenpath release check and join: run the gate of a release, as a whole or in shards."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel, ConfigDict

from goldenpath.commands.release_options import released_template
from goldenpath.commands.template_options import TemplateOptions, chosen_templates
from goldenpath.commands.templates import cache_folder
from goldenpath.model.errors import BadInputError
from goldenpath.model.release_gate import GateCheck, GateReport
from goldenpath.operations.process.environment import processors
from goldenpath.operations.release.gate.context import open_gate
from goldenpath.operations.release.gate.joining import join_reports
from goldenpath.operations.release.gate.results import GateResults
from goldenpath.operations.release.gate.run_gate import Gate, GateRequest, Shard
from goldenpath.output.console import messages, results
from goldenpath.output.json_text import json_text
from goldenpath.output.release_gate_text import gate_line, print_gate

_SHARD = re.compile(r"^(?P<number>[1-9]\d{0,3})/(?P<of>[1-9]\d{0,3})$")


class GateFormat(StrEnum):
    """The format of the gate's report."""

    TEXT = "text"
    JSON = "json"


@Parameter(name="*")
class GateOptions(BaseModel):
    """The options of `release check`."""

    model_config = ConfigDict(frozen=True)

    shard: str | None = None
    """Run only a part of the checks, such as 1/3; `goldenpath release join` joins the parts."""

    suites: Annotated[bool, Parameter(name="--suites", negative="--no-suites")] = True
    """Run linter, type checker and tests in updated repositories, which takes longest."""

    version: Annotated[str | None, Parameter(name="--as")] = None
    """The version of the planned release, which some rules of the gate need."""

    jobs: int | None = None
    """The number of processes; one for each core, if not given."""

    format: GateFormat = GateFormat.TEXT
    """text or json; `goldenpath release join` reads json."""


def check(*, options: GateOptions | None = None, template: TemplateOptions | None = None) -> int:
    """Prove that the checked-out commit can be released, or say why it cannot.

    A check that has already passed for exactly this commit is not run again.
    """
    chosen, where = options or GateOptions(), template or TemplateOptions()
    if chosen.jobs is not None and chosen.jobs < 1:
        raise BadInputError(f"--jobs {chosen.jobs} is not a number of processes: give 1 or more.")
    request = GateRequest(
        shard=_shard(chosen.shard),
        with_suites=chosen.suites,
        processes=chosen.jobs or processors(),
    )
    context = open_gate(chosen_templates(where), released_template(where), chosen.version)
    gate = Gate(context, GateResults(cache_folder(), context.candidate.commit))
    return _report(gate.run(request, _announce), chosen.format)


def join(
    *parts: Path, format: GateFormat = GateFormat.TEXT, template: TemplateOptions | None = None
) -> int:
    """Join the reports of all shards, and record which checks the commit has passed.

    Parameters
    ----------
    parts
        Files with the output of `goldenpath release check --shard K/N --format json`.
    format
        How to report: text or json.
    """
    joined = join_reports(parts)
    known = GateResults(cache_folder(), joined.commit)
    for one in joined.checks:
        known.add(one)
    return _report(joined, format)


def _report(report: GateReport, form: GateFormat) -> int:
    if form is GateFormat.JSON:
        print(json_text(report))
    else:
        print_gate(report, results())
    return report.exit_code


def _announce(check: GateCheck, ended: int, of: int) -> None:
    messages().print(gate_line(check, ended, of))


def _shard(given: str | None) -> Shard:
    if given is None:
        return Shard()
    match = _SHARD.match(given)
    if match and int(match["number"]) <= int(match["of"]):
        return Shard(number=int(match["number"]), of=int(match["of"]))
    raise BadInputError(f"--shard {given} is not a shard: write 1/3 for the first of three.")
