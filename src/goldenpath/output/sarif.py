"""Findings as SARIF 2.1.0, which code hosts show beside the lines of the code."""

import json
import os
from collections.abc import Iterable
from urllib.parse import quote

import goldenpath
from goldenpath.output.annotations import Annotation
from goldenpath.output.visible import visible

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def sarif(annotations: Iterable[Annotation]) -> str:
    """Return a SARIF document with one run of goldenpath."""
    found = list(annotations)
    rules = sorted({problem.id for problem in found})
    run = {
        "tool": {
            "driver": {
                "name": "goldenpath",
                "version": goldenpath.__version__,
                "informationUri": "https://github.com/palindrom-ai/goldenpath",
                "rules": [{"id": rule} for rule in rules],
            }
        },
        "results": [
            {
                "ruleId": problem.id,
                "ruleIndex": rules.index(problem.id),
                "level": problem.level.value,
                "message": {"text": visible(problem.message)},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": quote(os.fsencode(problem.path))},
                            "region": {"startLine": problem.line},
                        }
                    }
                ],
            }
            for problem in found
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)
