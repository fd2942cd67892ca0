"""Choose the location of the template that a new repository records.

A repository that is rendered from a checkout of the template would record a folder of this machine,
which nobody else has. So it records the organisation's URL of the template, if that is as good.
"""

import json
import os
import re
from pathlib import Path

from goldenpath.model.created import RecordedLocation, RenderRecord
from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.git_hash import HASH
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.render.template_source import TemplateSource
from goldenpath.operations.template_store.checkouts import TemplateStore, UnknownVersionError
from goldenpath.operations.template_store.locations import canonical_url, local_path

# Seconds. A new repository must not wait long for a server that may say nothing.
_PATIENCE = 5.0
_SOURCE = re.compile(r"^_src_path: .*$", re.MULTILINE)


def choose_location(
    source: TemplateSource, rendered: RenderRecord, canonical: str | None, store: TemplateStore
) -> RecordedLocation:
    """Return what to record, and why others cannot use it; see RecordedLocation.

    ``canonical`` is the URL of the organisation's template. It is recorded instead of goldenpath's
    own checkout if that is a clone of it, or if it has the rendered commit. A folder that a person
    names is recorded as it is.
    """
    if local_path(source.location) is None:
        return RecordedLocation(location=source.location, canonical=canonical)
    here = RecordedLocation(location=source.location, canonical=canonical, is_on_this_machine=True)
    if not source.is_own or canonical is None:
        return here
    commit = None if rendered.has_uncommitted_template else rendered.commit
    checkout = Git(Path(source.location))
    if _is_clone_of(checkout, canonical):
        is_pushed = commit is None or _is_pushed(checkout, commit)
        problem = None if is_pushed else f"{rendered.version} is not pushed to it yet"
        return RecordedLocation(location=canonical, canonical=canonical, problem=problem)
    problem = _why_missing(checkout, commit, canonical, store) if commit else None
    if commit is None or problem:
        return here.model_copy(update={"problem": problem})
    return RecordedLocation(location=canonical, canonical=canonical)


def record(location: str, repository: Path) -> None:
    """Write the location into the answers file, which copier has written with another one."""
    answers = repository / ANSWERS_FILE
    line = f"_src_path: {json.dumps(location, ensure_ascii=False)}"
    answers.write_text(
        _SOURCE.sub(lambda _: line, answers.read_text(encoding="utf-8"), count=1), encoding="utf-8"
    )


def _is_clone_of(checkout: Git, canonical: str) -> bool:
    # As it is written there: an insteadOf of this machine changes it for this machine only.
    origin = checkout.try_run("config", "--get", "remote.origin.url").text
    wanted, found = canonical_url(canonical), canonical_url(origin)
    # The https and the ssh URL of a code host lead to the same place.
    return bool(wanted and found) and _place(str(wanted)) == _place(str(found))


def _place(url: str) -> str:
    return url.partition("://")[2]


def _is_pushed(checkout: Git, commit: str) -> bool:
    """Whether a branch of origin has the commit, as far as this clone knows.

    A tag says nothing: git does not record whether it was made here or comes from origin.
    """
    found = checkout.try_run(
        "for-each-ref", "--count=1", f"--contains={commit}", "refs/remotes/origin"
    )
    return found.exit_code == 0 and found.text != ""


def _why_missing(checkout: Git, commit: str, canonical: str, store: TemplateStore) -> str | None:
    """Return why the commit is not known to be at the URL; None if it is there."""
    try:
        anywhere = Git(Path(os.sep)).reaching_remotes()
        asked = anywhere.try_run("ls-remote", "--", canonical, timeout=_PATIENCE)
        if asked.exit_code:
            return f"{canonical} cannot be reached (git says '{asked.error_summary}')"
        named = {line.partition("\t")[0] for line in asked.text.splitlines()}
        if _is_below(checkout, commit, {name for name in named if HASH.fullmatch(name)}):
            return None
        # It may be older than what this clone knows of.
        store.commit_of(canonical, commit)
    except UnknownVersionError:
        return f"{canonical} does not have the commit {commit[:12]}"
    except EnvironmentProblemError as error:
        return f"{canonical} cannot be reached ({str(error).removesuffix('.')})"
    return None


def _is_below(checkout: Git, commit: str, heads: set[str]) -> bool:
    """Whether one of the heads, as far as this clone knows them, has the commit in its history."""
    known = checkout.try_run(
        "for-each-ref", f"--contains={commit}", "--format=%(objectname) %(*objectname)"
    )
    return commit in heads or not heads.isdisjoint(known.text.split())
