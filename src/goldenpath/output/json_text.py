"""Reports as JSON in ASCII: other characters are escaped, so that every terminal can show them."""

import json

from pydantic import BaseModel


def json_line(report: BaseModel) -> str:
    """Return a report as JSON on one line."""
    return json.dumps(report.model_dump(mode="json"), separators=(",", ":"))


def json_text(report: BaseModel) -> str:
    """Return a report as JSON with indentation, for people who read it."""
    return json.dumps(report.model_dump(mode="json"), indent=2)
