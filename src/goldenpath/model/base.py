"""The base of every model that is read from a file or written to one."""

from pydantic import BaseModel, ConfigDict


class DataModel(BaseModel):
    """The base of all models: no unknown keys, and no changes after it was created."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)
