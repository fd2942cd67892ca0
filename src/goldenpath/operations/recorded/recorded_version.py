"""Find the recorded version of a repository in its template, and compare it with the releases."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from goldenpath.model.drift import VersionFinding, VersionState
from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.recorded_answers import RecordedAnswers
from goldenpath.operations.template_store.checkouts import (
    TemplateCheckout,
    TemplateStore,
    UnknownVersionError,
)
from goldenpath.operations.template_store.versions import KnownReleases

_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+/-]*")
_COMMIT = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._+/-]*-[0-9]+-g)?(?P<commit>[0-9a-f]{4,64})")


@dataclass(frozen=True, slots=True)
class RecordedVersion:
    """What is known about a recorded version, and the template at that version if available."""

    finding: VersionFinding
    checkout: TemplateCheckout | None = None


def find_recorded_version(
    recorded: RecordedAnswers, location: str, store: TemplateStore
) -> RecordedVersion:
    """Find the recorded version in the template at ``location``."""
    try:
        releases = store.releases(location)
        checkout = checkout_of(recorded, location, store)
    except EnvironmentProblemError as error:
        return _lost(VersionState.TEMPLATE_UNREACHABLE, recorded, str(error))
    except UnknownVersionError:
        return _lost(VersionState.UNKNOWN_VERSION, recorded, _unknown(recorded, location))
    except BadInputError as error:
        return _lost(VersionState.ANSWERS_BROKEN, recorded, str(error))
    return RecordedVersion(_compare(recorded, checkout, releases), checkout)


def checkout_of(recorded: RecordedAnswers, location: str, store: TemplateStore) -> TemplateCheckout:
    """Return the template at ``location`` in the version that an answers file records.

    Raises:
        UnknownVersionError: the template does not have the version.
        BadInputError: goldenpath does not fetch from a location of this form.
        EnvironmentProblemError: the template cannot be reached.
    """
    if recorded.version is None:
        raise UnknownVersionError("No version is recorded.")
    # The commit comes first, since the tag may have been moved. If so, the commit may be deleted,
    # because nothing refers to it any more: then the tag is used.
    revisions = [*([recorded.commit] if recorded.commit else []), *_revisions(recorded.version)]
    for revision in revisions:
        with suppress(UnknownVersionError):
            return store.checkout(location, revision)
    raise UnknownVersionError(f"The template has no tag and no commit '{recorded.version}'.")


def _revisions(version: str) -> Iterator[str]:
    """Yield what a recorded version can name, as `git describe` writes it: a tag or a commit.

    A branch is not accepted, nor a name such as FETCH_HEAD: tomorrow it may name another commit.
    """
    if _TAG.fullmatch(version) and ".." not in version:
        yield f"refs/tags/{version}"
    if found := _COMMIT.fullmatch(version):
        yield found["commit"]


def _compare(
    recorded: RecordedAnswers, checkout: TemplateCheckout, releases: KnownReleases
) -> VersionFinding:
    version = str(recorded.version)
    tagged = releases.tagged(version)
    newer = releases.newer_than(version if tagged else checkout.version)
    latest = releases.latest
    state, message = _state(recorded, tagged.commit if tagged else None, newer)
    if releases.not_reached and state in (VersionState.CURRENT, VersionState.UNRELEASED):
        message = (
            f"Rendered from {version}; goldenpath could not look for newer releases:"
            f" {releases.not_reached}."
        )
    return VersionFinding(
        state=state,
        recorded=version,
        latest=latest.tag if latest else None,
        behind=newer,
        not_looked=releases.not_reached,
        message=message,
    )


def _state(
    recorded: RecordedAnswers, tagged_commit: str | None, newer: tuple[str, ...]
) -> tuple[VersionState, str]:
    version = recorded.version
    if tagged_commit and recorded.commit and tagged_commit != recorded.commit:
        return VersionState.TAG_MOVED, (
            f"The tag {version} names another commit now ({tagged_commit[:12]}) than when this was"
            f" rendered ({recorded.commit[:12]}): ask the template's owners what happened, and"
            " update to a release that they confirm."
        )
    if newer:
        count = "1 release" if len(newer) == 1 else f"{len(newer)} releases"
        return VersionState.BEHIND, (
            f"Rendered from {version}, which is {count} behind ({', '.join(newer)}): run"
            " `goldenpath update`."
        )
    if tagged_commit is None:
        return VersionState.UNRELEASED, (
            f"Rendered from {version}, which is not a release. There is no newer release."
        )
    return VersionState.CURRENT, f"Rendered from {version}, the newest release."


def _lost(state: VersionState, recorded: RecordedAnswers, message: str) -> RecordedVersion:
    return RecordedVersion(VersionFinding(state=state, recorded=recorded.version, message=message))


def _unknown(recorded: RecordedAnswers, location: str) -> str:
    if recorded.version is None:
        return (
            "No version is recorded, since the template was a plain folder, so there is nothing to"
            " compare with: render the repository again from the template's git repository."
        )
    return (
        f"The template {location} has no version {recorded.version}, so there is nothing to compare"
        " with: render the repository again from a release, or pass --template with a template that"
        " has this version."
    )
