"""Read the answers that a person gives on the command line or in a file."""

from collections.abc import Sequence
from pathlib import Path

import yaml

from goldenpath.model.errors import BadInputError
from goldenpath.model.recorded_answers import Answer, Answers
from goldenpath.model.yaml_text import read_yaml


def parse_answers(pairs: Sequence[str]) -> Answers:
    """Return the answers in ``key=value`` pairs.

    Raises:
        BadInputError: a pair has no key or no equals sign, or a key is given twice.
    """
    answers: dict[str, Answer] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.isidentifier():
            raise BadInputError(
                f"'{pair}' is not an answer: write --data key=value, as in --data tier=internal."
            )
        if key in answers:
            raise BadInputError(f"--data {key}=… is given twice: keep one of them.")
        answers[key] = value
    return answers


def read_answers_file(path: Path) -> Answers:
    """Return the answers in a YAML file.

    Raises:
        BadInputError: the file cannot be read, or is not a mapping of names to plain values.
    """
    try:
        content = read_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadInputError(f"'{path}' does not exist: --data-file needs a YAML file.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"'{path}' cannot be read as a data file: {error}.") from error
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise BadInputError(f"'{path}' is not valid YAML: {problem}.") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise BadInputError(
            f"'{path}' is not a data file: write one `question: answer` pair on each line."
        )
    for key, value in content.items():
        if not isinstance(key, str) or not isinstance(value, str | int | float | bool):
            raise BadInputError(
                f"'{path}': the answer to {key!r} is {value!r}, and an answer must be a plain"
                " value: put it in quotes, or leave it out to get the default."
            )
    # A copied .copier-answers.yml has entries of copier, which begin with "_" and are not answers.
    return {key: value for key, value in content.items() if not key.startswith("_")}
