"""What every check of the gate looks at: the commit, the releases before it, and their renders."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from goldenpath.model.errors import BadInputError
from goldenpath.model.rendered import Render
from goldenpath.operations.drift.recorded_render import Templates
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.work_tree import open_work_tree, require_untouched
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
    # A folder of this machine, in git.
    template: Path
    candidate: TemplateCheckout
    # Releases before the candidate, oldest first.
    earlier: tuple[TemplateCheckout, ...]
    # What the release will be called, where that is known already.
    version: str | None = None

    @cached_property
    def combinations(self) -> tuple[Combination, ...]:
        """Every shape, organisation and tier, and each option that is no default.

        None when the questions cannot be answered, which a check of its own refuses.
        """
        try:
            options = options_of(self.candidate, yes_or_no=False)
            return (*combinations_of(self.candidate), *options)
        except BadInputError:
            return ()

    @cached_property
    def renders(self) -> Mapping[Combination, Render]:
        """What the candidate renders, without what it cannot render."""
        return dict(self._renders())

    @property
    def not_rendered(self) -> frozenset[Combination]:
        """What the candidate cannot render."""
        return frozenset(self.combinations) - self.renders.keys()

    def _renders(self) -> Iterator[tuple[Combination, Render]]:
        for combination in self.combinations:
            try:
                yield combination, self.render(self.candidate, combination)
            except BadInputError:
                continue

    def render(self, version: TemplateCheckout, combination: Combination) -> Render:
        """What a version renders.

        Raises:
            BadInputError: it cannot.
        """
        return self.templates.engine.render(version, {}, combination.answers)

    @cached_property
    def changelog(self) -> str:
        """What the changelog says about the release to come; empty without a changelog."""
        path = self.candidate.folder / "CHANGELOG.md"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        return text.partition("## [Unreleased]")[2].partition("\n## ")[0]


def open_gate(templates: Templates, location: str, version: str | None = None) -> GateContext:
    """Find the commit to check and the releases before it.

    Raises:
        BadInputError: the template is no clean git repository with its whole history and tags.
    """
    template = Path(location)
    if not location.startswith("/"):
        raise BadInputError(
            f"{location} is no folder of this machine: a release is checked where it is made, in a"
            " clone of the template."
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
    """Refuse a clone whose release commits have lost their tags: the matrix would be empty."""
    log = git.run("log", "--format=%H %s", "--fixed-strings", f"--grep={_RELEASE_COMMIT}")
    for line in log.splitlines():
        commit, _, subject = line.partition(" ")
        if subject.startswith(_RELEASE_COMMIT) and commit not in known:
            tag = subject.removeprefix("chore(release): ")
            raise BadInputError(
                f"The release {tag} has no tag here, so nothing would be updated from it: run"
                f" `git fetch --tags`, or `git tag {tag} {commit[:12]}`."
            )
