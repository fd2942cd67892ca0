"""The function as Lambda runs it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.aws import Cloud
from support.runtime_api import FunctionProcess
from support.template import Template

type Start = Callable[[dict[str, str]], FunctionProcess]


@pytest.fixture
def variables(cloud: Cloud) -> dict[str, str]:
    """The variables of template.yaml, with its references filled in."""
    references = {
        "CuratedBucket": cloud.curated_bucket,
        "Environment": "staging",
        "LogLevel": "info",
    }
    return {name: references.get(value, value) for name, value in Template.load().variables.items()}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the function with the given variables; it is stopped after the test."""
    processes: list[FunctionProcess] = []

    def start(variables: dict[str, str]) -> FunctionProcess:
        process = FunctionProcess(Template.load().handler, variables, tmp_path / "function.log")
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.stop()


@pytest.fixture
def function(start: Start, variables: dict[str, str]) -> FunctionProcess:
    """The function, configured as it is deployed."""
    return start(variables)
