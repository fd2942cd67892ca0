"""Find the releases of a template: its tags that are versions, in their order.

This module does not import Pydantic or copier, since `goldenpath check --version-only` must not
wait for such an import.
"""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from goldenpath.model.errors import EnvironmentProblemError
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.template_store.locations import is_local

if TYPE_CHECKING:
    from packaging.version import Version

# The form of nearly all release tags.
_PLAIN = re.compile(r"v?([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})")
# Seconds. A check must not hang when the network is slow, as in a train.
_PATIENCE = 20.0


class PlainVersion(NamedTuple):
    """A version of three numbers, read without packaging, whose import takes longer than git."""

    major: int
    minor: int
    patch: int

    @property
    def is_prerelease(self) -> bool:
        """Never: a pre-release has more than three numbers."""
        return False


class Release(NamedTuple):
    """A tagged version of a template."""

    tag: str
    commit: str


class KnownReleases(NamedTuple):
    """The releases of a template, oldest first."""

    releases: tuple[Release, ...]
    # Why the releases may be incomplete; None if the template was reached.
    not_reached: str | None = None

    def tagged(self, tag: str) -> Release | None:
        """Return the release with this tag; None if there is none."""
        return next((release for release in self.releases if release.tag == tag), None)

    @property
    def latest(self) -> Release | None:
        """The newest release that is not a pre-release; None if there is none."""
        versions = _versions(release.tag for release in self.releases)
        final = [
            release
            for release in self.releases
            if (version := versions.get(release.tag)) and not version.is_prerelease
        ]
        return final[-1] if final else None

    def newer_than(self, version: str) -> tuple[str, ...]:
        """Return the tags of the releases after ``version``, oldest first, no pre-releases."""
        versions = _versions([version, *(release.tag for release in self.releases)])
        recorded = versions.get(version)
        if recorded is None:
            return ()
        return tuple(
            release.tag
            for release in self.releases
            if (known := versions.get(release.tag)) and not known.is_prerelease and known > recorded
        )


def _versions(tags: Iterable[str]) -> "Mapping[str, Version]":
    """Return the versions of those tags that are versions."""
    tags = tuple(tags)
    plain = {tag: found for tag in tags if (found := _PLAIN.fullmatch(tag))}
    if len(plain) == len(set(tags)):
        # Among themselves, they are ordered as packaging orders them.
        numbers = {tag: PlainVersion(*map(int, found.groups())) for tag, found in plain.items()}
        return cast("Mapping[str, Version]", numbers)
    return {tag: version for tag in tags if (version := version_of(tag))}


def version_of(tag: str) -> "Version | None":
    """Return the PEP 440 version of a tag or `git describe` name; None if it is not a version."""
    from packaging.version import InvalidVersion, Version

    base, _, described = tag.rpartition("-g")
    if base and described and base.rpartition("-")[2].isdigit():
        release, _, count = base.rpartition("-")
        tag = f"{release}.post{count}"
    try:
        return Version(tag)
    except InvalidVersion:
        return None


def find_releases(location: str) -> KnownReleases:
    """Ask the template which releases it has.

    Raises:
        EnvironmentProblemError: it is a folder of this machine, and cannot be read.
    """
    if is_local(location):
        if not Path(location).is_dir():
            raise EnvironmentProblemError(
                f"The template folder {location} does not exist any more: put it back, or pass"
                " --template with its new location."
            )
        asked = Git(Path(location)).try_run("show-ref", "--tags", "--dereference")
        # 1 says that there is no tag. A template may be a plain folder, without any version.
        if asked.exit_code > 1 and (Path(location) / ".git").exists():
            raise EnvironmentProblemError(
                f"The template folder {location} cannot be read by git ({asked.error_summary}):"
                " give the folder of a git repository with --template."
            )
        return KnownReleases(read_tags(asked.text))
    try:
        git = Git(Path(os.sep)).reaching_remotes()
        asked = git.try_run("ls-remote", "--tags", "--", location, timeout=_PATIENCE)
    except EnvironmentProblemError as error:
        return KnownReleases((), not_reached=str(error))
    if asked.exit_code:
        return KnownReleases((), not_reached=f"git says '{asked.error_summary}'")
    return KnownReleases(read_tags(asked.text))


def read_tags(listing: str) -> tuple[Release, ...]:
    """Read what `git ls-remote` or `git show-ref` print: a hash and a reference on each line."""
    commits: dict[str, str] = {}
    for line in listing.splitlines():
        commit, _, reference = line.replace("\t", " ").partition(" ")
        tag = reference.removeprefix("refs/tags/")
        # An annotated tag is an object of its own. The line with ^{} has the commit that it names.
        commits[tag.removesuffix("^{}")] = commit
    versions = _versions(commits)
    # Two tags, such as 1.0.0 and v1.0.0, may name one version.
    ordered = sorted(versions, key=lambda tag: (versions[tag], tag))
    return tuple(Release(tag, commits[tag]) for tag in ordered)
