"""Reports as JSON: the data as it is, in characters that neither a terminal nor a decoder minds."""

import json

from pydantic import BaseModel


def json_line(report: BaseModel) -> str:
    """A report on one line."""
    return json.dumps(report.model_dump(mode="json"), separators=(",", ":"))


def json_text(report: BaseModel) -> str:
    """A report for people who read JSON."""
    return json.dumps(report.model_dump(mode="json"), indent=2)
