"""A report on the standard as SARIF 2.1.0, which code-scanning services read."""

from typing import Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

import goldenpath
from goldenpath.model.standards import Finding, RuleDescription, StandardsReport

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://github.com/palindrom-ai/goldenpath"


class _Sarif(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, frozen=True, populate_by_name=True)


class Message(_Sarif):
    """Text."""

    text: str


class ArtifactLocation(_Sarif):
    """A file, relative to the root of the repository."""

    uri: str


class Region(_Sarif):
    """A line of a file."""

    start_line: int


class PhysicalLocation(_Sarif):
    """A place in a file."""

    artifact_location: ArtifactLocation
    region: Region | None


class Location(_Sarif):
    """Where a finding is."""

    physical_location: PhysicalLocation


class Result(_Sarif):
    """A finding."""

    rule_id: str
    level: Literal["error", "warning"]
    message: Message
    locations: tuple[Location, ...]


class ReportingDescriptor(_Sarif):
    """A rule."""

    id: str
    short_description: Message
    full_description: Message
    help: Message


class Driver(_Sarif):
    """The tool, and its rules."""

    name: str
    version: str
    information_uri: str
    rules: tuple[ReportingDescriptor, ...]


class Tool(_Sarif):
    """What found it."""

    driver: Driver


class Run(_Sarif):
    """One check."""

    tool: Tool
    results: tuple[Result, ...]


class SarifLog(_Sarif):
    """The file."""

    schema_: str = Field(alias="$schema")
    version: Literal["2.1.0"]
    runs: tuple[Run, ...]


def standards_sarif(report: StandardsReport, rules: tuple[RuleDescription, ...]) -> str:
    """The findings, with a description of every rule."""
    driver = Driver(
        name="goldenpath",
        version=goldenpath.__version__,
        information_uri=_HOME,
        rules=tuple(map(_descriptor, rules)),
    )
    run = Run(tool=Tool(driver=driver), results=tuple(map(_result, report.findings)))
    log = SarifLog(schema_=_SCHEMA, version="2.1.0", runs=(run,))
    return log.model_dump_json(by_alias=True, exclude_none=True, indent=2)


def _descriptor(rule: RuleDescription) -> ReportingDescriptor:
    return ReportingDescriptor(
        id=rule.id,
        short_description=Message(text=rule.title),
        full_description=Message(text=rule.documentation),
        help=Message(text=f"To mend it: {rule.fix}."),
    )


def _result(finding: Finding) -> Result:
    region = Region(start_line=finding.line) if finding.line else None
    # Code scanning takes only findings that are somewhere.
    uri = quote(finding.path or ".")
    place = PhysicalLocation(artifact_location=ArtifactLocation(uri=uri), region=region)
    return Result(
        rule_id=finding.rule,
        level=finding.severity.value,
        message=Message(text=f"{finding.message} To mend it: {finding.fix}."),
        locations=(Location(physical_location=place),),
    )
