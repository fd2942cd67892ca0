"""The parts of template.yaml that tests compare with the code."""

from pathlib import Path

import yaml
from pydantic import AliasPath, BaseModel, Field

ROOT = Path(__file__).resolve().parent.parent.parent
FUNCTION = ("Resources", "Function", "Properties")
QUEUE = ("Resources", "IncomingQueue", "Properties")
ROLE = ("Resources", "FunctionRole", "Properties")


class CloudFormationLoader(yaml.SafeLoader):
    """YAML with CloudFormation's short functions, each read as its argument."""


def read_argument(loader: yaml.SafeLoader, _function: str, node: yaml.Node) -> object:
    """`!Sub text` is read as text, `!If [a, b]` as the list."""
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    raise TypeError(f"unexpected {node.tag}")


CloudFormationLoader.add_multi_constructor("!", read_argument)


class Statement(BaseModel):
    """One permission of the function."""

    sid: str = Field(alias="Sid")
    action: str | list[str] = Field(alias="Action")
    resource: str | list[str] = Field(alias="Resource")
    condition: dict[str, dict[str, str]] = Field(alias="Condition", default={})


class Template(BaseModel):
    """What the function and its queue are deployed with."""

    handler: str = Field(validation_alias=AliasPath(*FUNCTION, "Handler"))
    runtime: str = Field(validation_alias=AliasPath(*FUNCTION, "Runtime"))
    code: str = Field(validation_alias=AliasPath(*FUNCTION, "CodeUri"))
    timeout: int = Field(validation_alias=AliasPath(*FUNCTION, "Timeout"))
    variables: dict[str, str] = Field(
        validation_alias=AliasPath(*FUNCTION, "Environment", "Variables")
    )
    response_types: list[str] = Field(
        validation_alias=AliasPath(
            *FUNCTION, "Events", "Incoming", "Properties", "FunctionResponseTypes"
        )
    )
    visibility_timeout: int = Field(validation_alias=AliasPath(*QUEUE, "VisibilityTimeout"))
    max_receive_count: int = Field(
        validation_alias=AliasPath(*QUEUE, "RedrivePolicy", "maxReceiveCount")
    )
    statements: list[Statement] = Field(
        validation_alias=AliasPath(*ROLE, "Policies", 0, "PolicyDocument", "Statement")
    )

    @classmethod
    def load(cls) -> "Template":
        """Read template.yaml."""
        loader = CloudFormationLoader((ROOT / "template.yaml").read_text())
        try:
            return cls.model_validate(loader.get_single_data())
        finally:
            loader.dispose()

    def statement(self, sid: str) -> Statement:
        """The permission of that name."""
        return next(statement for statement in self.statements if statement.sid == sid)
