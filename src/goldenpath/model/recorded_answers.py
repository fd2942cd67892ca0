"""What a rendered repository records: from where, at which version, with which answers."""

import re
from collections.abc import Mapping

import yaml

from goldenpath.model.data_file import DataModel
from goldenpath.model.errors import BadInputError

type Answer = str | int | float | bool
type Answers = Mapping[str, Answer]

ANSWERS_FILE = ".copier-answers.yml"
# Bytes. The largest that the template writes has one thousand.
_LARGEST = 100_000
_HASH = re.compile(r"^[0-9a-f]{40}$")


class NoAnswersError(BadInputError):
    """There is no answers file, so nothing says that goldenpath rendered this."""


class BrokenAnswersError(BadInputError):
    """The answers file cannot be read for what it must say."""


class RecordedAnswers(DataModel):
    """The content of an answers file."""

    source: str
    # As `git describe` named the template's version: a tag, as a rule.
    version: str | None
    # The template's commit; answers files that stock copier writes lack it.
    commit: str | None
    answers: Answers


def read_recorded(content: bytes | None, where: str) -> RecordedAnswers:
    """Read an answers file; ``where`` names it in errors.

    Raises:
        NoAnswersError: there is none.
        BrokenAnswersError: it is not YAML, or not of the form that copier writes.
    """
    if content is None:
        raise NoAnswersError(
            f"{where} has no {ANSWERS_FILE}, so it was not rendered from the template: check it by"
            " the rules alone with --rules, or start anew with `goldenpath new`."
        )
    recorded = _read_mapping(content, where)
    source, version, commit = (recorded.get(key) for key in ("_src_path", "_commit", _HASH_KEY))
    if not isinstance(source, str) or not source:
        raise BrokenAnswersError(
            f"{where}: {ANSWERS_FILE} does not say where its template is (_src_path): restore it"
            " from git."
        )
    if commit is not None and not (isinstance(commit, str) and _HASH.match(commit)):
        raise BrokenAnswersError(
            f"{where}: {ANSWERS_FILE} has {commit!r} as {_HASH_KEY}, which is no commit: restore it"
            " from git."
        )
    return RecordedAnswers(
        source=source,
        version=None if version is None else str(version),
        commit=commit,
        answers=_plain_answers(recorded, where),
    )


_HASH_KEY = "_commit_hash"


def _read_mapping(content: bytes, where: str) -> Mapping[str, object]:
    if len(content) > _LARGEST:
        raise BrokenAnswersError(
            f"{where}: {ANSWERS_FILE} has {len(content)} bytes, and at most {_LARGEST} are read:"
            " restore it from git."
        )
    try:
        recorded = yaml.load(content.decode("utf-8"), Loader=_LOADER)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        problem = " ".join(str(error).split())
        raise BrokenAnswersError(
            f"{where}: {ANSWERS_FILE} is not valid YAML: {problem}. Restore it from git."
        ) from error
    if not isinstance(recorded, dict) or not all(isinstance(key, str) for key in recorded):
        raise BrokenAnswersError(
            f"{where}: {ANSWERS_FILE} is not a list of `question: answer` lines: restore it from"
            " git."
        )
    return recorded


# The same reader in C, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _plain_answers(recorded: Mapping[str, object], where: str) -> Answers:
    answers: dict[str, Answer] = {}
    for key, value in recorded.items():
        if key.startswith("_"):
            continue
        if not isinstance(value, str | int | float | bool):
            raise BrokenAnswersError(
                f"{where}: {ANSWERS_FILE} has {value!r} as the answer to {key}, and an answer is a"
                " plain value: put it in quotes, or restore it from git."
            )
        answers[key] = value
    return answers
