"""A shape: a kind of Python repository that the organisations sanction."""

from typing import Annotated

from pydantic import Field

from goldenpath.model.data_file import DataModel
from goldenpath.model.organisation import Name


class Check(DataModel):
    """A step of CI that only this shape has."""

    name: str
    run: str


class Shape(DataModel):
    """One file of shapes/."""

    name: Name
    title: str
    when: str
    when_not: str
    description: Annotated[str, Field(min_length=1, max_length=200)]
    dependencies: tuple[str, ...]
    development: tuple[str, ...]
    source_folders: Annotated[tuple[str, ...], Field(min_length=1)]
    checks: tuple[Check, ...]
