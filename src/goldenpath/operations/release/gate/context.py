"""The input of every check of the gate: the commit, the earlier releases, and their renders."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from goldenpath.model.errors import BadInputError
from goldenpath.model.rendered import Render
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.work_tree import open_work_tree, require_untouched
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.release.combinations import (
    Combination,
    combinations_of,
    options_of,
)
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.template_store.versions import version_of

_RELEASE_COMMIT = "chore(release): v"


@dataclass(frozen=True)
class GateContext:
    """A commit of the template, and what it is compared with."""

    templates: Templates
    # The local clone of the template.
    template: Path
    # The commit that is checked.
    candidate: TemplateCheckout
    # The releases before the candidate, oldest first.
    earlier: tuple[TemplateCheckout, ...]
    # The version of the new release; None if it is not known yet.
    version: str | None = None

    @cached_property
    def combinations(self) -> tuple[Combination, ...]:
        """All combinations of shape, organisation and tier, and those with an option.

        Empty if the questions cannot be answered; a separate check refuses that.
        """
        try:
            options = options_of(self.candidate, yes_or_no=False)
            return (*combinations_of(self.candidate), *options)
        except BadInputError:
            return ()

    @cached_property
    def renders(self) -> Mapping[Combination, Render]:
        """The renders of the candidate, without the combinations that it cannot render."""
        return dict(self._renders())

    @property
    def not_rendered(self) -> frozenset[Combination]:
        """The combinations that the candidate cannot render."""
        return frozenset(self.combinations) - self.renders.keys()

    def _renders(self) -> Iterator[tuple[Combination, Render]]:
        for combination in self.combinations:
            try:
                yield combination, self.render(self.candidate, combination)
            except BadInputError:
                continue

    def render(self, version: TemplateCheckout, combination: Combination) -> Render:
        """Return what a version renders for a combination.

        Raises:
            BadInputError: the version cannot be rendered with these answers.
        """
        return self.templates.engine.render(version, {}, combination.answers)

    @cached_property
    def changelog(self) -> str:
        """The part of the changelog under [Unreleased]; empty if there is no changelog."""
        path = self.candidate.folder / "CHANGELOG.md"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        return text.partition("## [Unreleased]")[2].partition("\n## ")[0]


def open_gate(templates: Templates, location: str, version: str | None = None) -> GateContext:
    """Find the commit to check and the releases before it.

    Raises:
        BadInputError: the template is not a clean git repository with all its history and tags.
    """
    template = Path(location)
    if not location.startswith("/"):
        raise BadInputError(
            f"{location} is not a folder on this machine: run the check in a clone of the template,"
            " where the release is created."
        )
    require_untouched(open_work_tree(template))
    git = Git(template)
    if git.run("rev-parse", "--is-shallow-repository") == "true":
        raise BadInputError(
            f"{template} is a shallow clone, so earlier releases are missing: run"
            " `git fetch --unshallow --tags`."
        )
    store = templates.store
    candidate = store.checkout(location, "HEAD")
    tagged = _releases_before(templates, location, git)
    _require_tags(git, {release.commit for release in tagged} | {candidate.commit})
    return GateContext(templates, template, candidate, tuple(tagged), version)


def _releases_before(templates: Templates, location: str, git: Git) -> tuple[TemplateCheckout, ...]:
    head = git.run("rev-parse", "HEAD")
    found = []
    for release in templates.store.releases(location).releases:
        version = version_of(release.tag)
        is_earlier = git.try_run("merge-base", "--is-ancestor", release.commit, head)
        if version and not version.is_prerelease and is_earlier.exit_code == 0:
            found.append(release)
    return tuple(
        templates.store.checkout(location, release.tag)
        for release in found
        if release.commit != head
    )


def _require_tags(git: Git, known: set[str]) -> None:
    """Refuse a clone without the tags of its releases: no update from them would be checked."""
    log = git.run("log", "--format=%H %s", "--fixed-strings", f"--grep={_RELEASE_COMMIT}")
    for line in log.splitlines():
        commit, _, subject = line.partition(" ")
        if subject.startswith(_RELEASE_COMMIT) and commit not in known:
            tag = subject.removeprefix("chore(release): ")
            raise BadInputError(
                f"The release {tag} has no tag here, so updates from it cannot be checked: run"
                f" `git fetch --tags`, or `git tag {tag} {commit[:12]}`."
            )
