"""The upgrade matrix: a repository of an earlier release, updated to the candidate."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import FileKind, Render, RenderedFile
from goldenpath.model.update import UpdateReport, UpdateState
from goldenpath.operations.merge.keys import parse
from goldenpath.operations.release.combinations import Combination
from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.repositories import (
    SampleRepository,
    sample_repository,
    standard_edits,
)
from goldenpath.operations.release.gate.task import Outcome
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.update.request import UpdateRequest
from goldenpath.operations.update.update import update


@dataclass(frozen=True)
class Upgrade:
    """One cell of the matrix."""

    release: TemplateCheckout
    combination: Combination

    @property
    def name(self) -> str:
        """From where, as what."""
        return f"{self.release.version} {self.combination.name}"

    def before(self, context: GateContext) -> Render:
        """What the release rendered."""
        return context.render(self.release, self.combination)

    def after(self, context: GateContext) -> Render:
        """What the candidate renders for the same repository."""
        before = self.before(context)
        return context.templates.engine.render(context.candidate, before.answers, {})


@dataclass(frozen=True)
class PristineUpgrade:
    """A repository that nobody has touched becomes what a fresh one is."""

    upgrade: Upgrade

    def __call__(self, context: GateContext) -> Outcome:
        """Update, and compare."""
        before = self.upgrade.before(context)
        with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
            repository = sample_repository(before, Path(scratch) / "repo")
            report = run_update(repository, context)
            refusals = [
                *_conflicts(report, self.upgrade),
                *_differences(repository.root, (before, self.upgrade.after(context)), self.upgrade),
            ]
        return Outcome(tuple(refusals))


@dataclass(frozen=True)
class EditedUpgrade:
    """A repository with the edits that every team makes keeps them all, without a conflict."""

    upgrade: Upgrade

    def __call__(self, context: GateContext) -> Outcome:
        """Edit, update, and look for the edits."""
        with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
            root = Path(scratch) / "repo"
            repository = sample_repository(self.upgrade.before(context), root)
            edits = standard_edits(root)
            for edit in edits:
                edit.make(root)
            repository.commit("feat: what every team does")
            report = run_update(repository, context)
            lost = [edit.what for edit in edits if not edit.is_kept(root)]
        refusals = [*_conflicts(report, self.upgrade)]
        if lost:
            refusals.append(
                f"An update from {self.upgrade.name} loses {', '.join(lost)}: a team's work must"
                " outlive every update."
            )
        return Outcome(tuple(refusals))


def run_update(
    repository: SampleRepository, context: GateContext, *, lock: bool = False
) -> UpdateReport:
    """Update to the candidate, as `goldenpath update` does.

    Raises:
        GoldenpathError: the update refuses.
    """
    request = UpdateRequest(root=repository.root, to=context.candidate.commit, lock=lock)
    return update(request, context.templates)


def _conflicts(report: UpdateReport, upgrade: Upgrade) -> Iterator[str]:
    if report.state is UpdateState.CONFLICTS:
        names = ", ".join(conflict.name for conflict in report.conflicts)
        yield (
            f"An update from {upgrade.name} conflicts in {names}: change the template so that git"
            " can merge it with what every team edits."
        )


def _differences(root: Path, renders: tuple[Render, Render], upgrade: Upgrade) -> Iterator[str]:
    before, after = renders
    found = _files(root)
    for path in sorted(found.keys() | after.files.keys()):
        wanted = _wanted(path, before, after)
        if wanted is None or _is_same(path, found.get(path), wanted, after):
            continue
        yield (
            f"{path} is not what a fresh repository has after an update from {upgrade.name}: an"
            " untouched repository must become equal to a new one."
        )
    for path in sorted(found.keys() - after.files.keys()):
        if after.ownership.owner_of(path) is Owner.MANAGED:
            yield f"{path} is left behind by an update from {upgrade.name}: it must be removed."


def _wanted(path: str, before: Render, after: Render) -> RenderedFile | None:
    """What must be there; None for what is the team's."""
    if after.ownership.owner_of(path) is Owner.SEEDED:
        return before.files.get(path)
    return after.files.get(path)


def _is_same(path: str, found: RenderedFile | None, wanted: RenderedFile, after: Render) -> bool:
    if found == wanted:
        return True
    # Merged key by key: comments and the order of keys stay the team's.
    is_merged = after.ownership.owner_of(path) is Owner.MERGED
    return is_merged and found is not None and parse(found.content) == parse(wanted.content)


def _files(root: Path) -> dict[str, RenderedFile]:
    found = {}
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if relative.parts[0] == ".git" or not path.is_file():
            continue
        executable = path.stat().st_mode & 0o100
        kind = FileKind.EXECUTABLE if executable else FileKind.PLAIN
        found[relative.as_posix()] = RenderedFile(path.read_bytes(), kind)
    return found
