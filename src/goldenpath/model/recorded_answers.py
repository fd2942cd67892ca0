"""What a rendered repository records: its template, the template's version and the answers."""

from collections.abc import Mapping

from goldenpath.model.base import DataModel
from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.flat_yaml import NotFlatError, Scalar, read_flat
from goldenpath.model.git_hash import HASH

type Answer = str | int | float | bool
type Answers = Mapping[str, Answer]

_HASH_KEY = "_commit_hash"
# The most characters of a template's location or version, because messages show both.
_LONGEST = 1000


class NoAnswersError(BadInputError):
    """There is no answers file, so nothing shows that goldenpath rendered the repository."""


class BrokenAnswersError(BadInputError):
    """The answers file cannot be read, or lacks something that it must contain."""


class RecordedAnswers(DataModel):
    """The content of an answers file."""

    # The URL or the path of the template.
    location: str
    # The template's version as `git describe` named it: usually a tag.
    version: str | None
    # The template's commit; None if stock copier wrote the answers file.
    commit: str | None
    answers: Answers


def read_recorded(content: bytes | None, where: str) -> RecordedAnswers:
    """Read the content of an answers file; errors name the repository ``where``.

    Raises:
        NoAnswersError: there is no answers file.
        BrokenAnswersError: it is not YAML, or does not have the form that copier writes.
    """
    if content is None:
        raise NoAnswersError(
            f"{where} has no {ANSWERS_FILE}, so it was not rendered from the template: check only"
            " the rules with --rules, or create a new repository with `goldenpath new`."
        )
    try:
        recorded = read_flat(content)
    except NotFlatError as error:
        raise BrokenAnswersError(
            f"{where}: {ANSWERS_FILE} {error}. Restore it from git."
        ) from error
    location, version, commit = (recorded.get(key) for key in ("_src_path", "_commit", _HASH_KEY))
    if problem := _problem(location, version, commit):
        raise BrokenAnswersError(f"{where}: {ANSWERS_FILE} {problem}: restore it from git.")
    return RecordedAnswers(
        location=str(location),
        version=None if version is None else str(version),
        commit=None if commit is None else str(commit),
        # A question without an answer is recorded as null.
        answers={
            key: value
            for key, value in recorded.items()
            if value is not None and not key.startswith("_")
        },
    )


def _problem(location: Scalar, version: Scalar, commit: Scalar) -> str | None:
    """Return what is wrong with the recorded place of the template; None if nothing is."""
    if not isinstance(location, str) or not location:
        return "does not say where its template is (_src_path)"
    for key, value in (("_src_path", location), ("_commit", version)):
        if len(str(value)) > _LONGEST:
            return f"has {len(str(value))} characters as {key}, and at most {_LONGEST} are allowed"
    if commit is not None and not (isinstance(commit, str) and HASH.fullmatch(commit)):
        return f"has {str(commit)[:100]!r} as {_HASH_KEY}, which is not the hash of a commit"
    return None
