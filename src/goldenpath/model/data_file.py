"""Read a data file into its model, with errors that name the file, the key and the rule."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError

from goldenpath.model.errors import BadInputError
from goldenpath.model.validation import describe
from goldenpath.model.yaml_text import read_yaml


def read_data_file[T: BaseModel](path: Path, model: type[T]) -> T:
    """Read the YAML file at ``path`` as a ``model``.

    Raises:
        BadInputError: the file cannot be read, is not YAML, or breaks a rule of the model.
    """
    try:
        content = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path} cannot be read: {error}.") from error
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise BadInputError(f"{path} is not valid YAML: {problem}.") from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise BadInputError(f"{path}: {describe(error)}") from error
