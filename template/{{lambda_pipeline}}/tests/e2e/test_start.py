"""A function that cannot work does not start, and says why."""

import json

import pytest

from .conftest import Start


@pytest.mark.parametrize("name", ["CURATED_BUCKET", "ENVIRONMENT"])
def test_a_missing_variable_fails_the_start_with_a_sentence(
    name: str, variables: dict[str, str], start: Start
) -> None:
    function = start({**variables, name: ""})

    outcome = function.wait()

    assert outcome.is_error
    assert json.loads(outcome.payload)["errorType"] == "ConfigurationError"
    line = json.loads(next(line for line in function.log_lines() if line.startswith("{")))
    assert line["level"] == "error"
    assert line["requestId"] == "req_init"
    assert line["reason"].startswith(f"{name} is missing and must be ")
    assert line["reason"].endswith("or locally as .env.example shows.")
