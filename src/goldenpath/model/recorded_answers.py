"""What a rendered repository records: from where, at which version, with which answers."""

import re
from collections.abc import Mapping

from goldenpath.model.data_file import DataModel
from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.flat_yaml import NotFlatError, read_flat

type Answer = str | int | float | bool
type Answers = Mapping[str, Answer]

_HASH_KEY = "_commit_hash"
# Characters of a place or a version, which are shown in messages.
_LONGEST = 1000
# In a repository of SHA-1, or of SHA-256.
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


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
    try:
        recorded = read_flat(content)
    except NotFlatError as error:
        raise BrokenAnswersError(
            f"{where}: {ANSWERS_FILE} {error}. Restore it from git."
        ) from error
    source, version, commit = (recorded.get(key) for key in ("_src_path", "_commit", _HASH_KEY))
    if not isinstance(source, str) or not source:
        raise BrokenAnswersError(
            f"{where}: {ANSWERS_FILE} does not say where its template is (_src_path): restore it"
            " from git."
        )
    for key, value in (("_src_path", source), ("_commit", version)):
        if len(str(value)) > _LONGEST:
            raise BrokenAnswersError(
                f"{where}: {ANSWERS_FILE} has {len(str(value))} characters as {key}, and at most"
                f" {_LONGEST} are read: restore it from git."
            )
    if commit is not None and not (isinstance(commit, str) and _HASH.fullmatch(commit)):
        raise BrokenAnswersError(
            f"{where}: {ANSWERS_FILE} has {str(commit)[:100]!r} as {_HASH_KEY}, which is no commit:"
            " restore it from git."
        )
    return RecordedAnswers(
        source=source,
        version=None if version is None else str(version),
        commit=commit,
        # What was not answered is recorded as null.
        answers={
            key: value
            for key, value in recorded.items()
            if value is not None and not key.startswith("_")
        },
    )
