"""The upgrade matrix: update repositories of every earlier release to the candidate."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import FileKind, Render, RenderedFile
from goldenpath.model.toml_text import parse
from goldenpath.model.update import UpdateReport, UpdateState
from goldenpath.operations.release.combinations import Combination
from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.repositories import (
    SampleRepository,
    sample_repository,
    standard_edits,
)
from goldenpath.operations.release.gate.task import TaskResult
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.update.request import UpdateRequest
from goldenpath.operations.update.update import update


@dataclass(frozen=True)
class Upgrade:
    """One cell of the matrix: an earlier release and a combination of answers."""

    release: TemplateCheckout
    combination: Combination

    @property
    def name(self) -> str:
        """The version of the release, and the name of the combination."""
        return f"{self.release.version} {self.combination.name}"

    def before(self, context: GateContext) -> Render:
        """Return what the release rendered."""
        return context.render(self.release, self.combination)

    def after(self, context: GateContext) -> Render:
        """Return what the candidate renders for the same repository."""
        before = self.before(context)
        return context.templates.engine.render(context.candidate, before.answers, {})


@dataclass(frozen=True)
class PristineUpgrade:
    """An update of an unchanged repository gives the same files as a new repository."""

    upgrade: Upgrade

    def __call__(self, context: GateContext) -> TaskResult:
        """Update a repository, and compare it with a new one."""
        before = self.upgrade.before(context)
        with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
            repository = sample_repository(before, Path(scratch) / "repo")
            report = run_update(repository, context)
            refusals = [
                *_conflicts(report, self.upgrade),
                *_differences(repository.root, (before, self.upgrade.after(context)), self.upgrade),
            ]
        return TaskResult(tuple(refusals))


@dataclass(frozen=True)
class EditedUpgrade:
    """An update keeps all edits that every team makes, without a conflict."""

    upgrade: Upgrade

    def __call__(self, context: GateContext) -> TaskResult:
        """Edit a repository, update it, and test whether the edits are still there."""
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
                f"An update from {self.upgrade.name} loses {', '.join(lost)}: an update must keep"
                " all edits of the team."
            )
        return TaskResult(tuple(refusals))


def run_update(
    repository: SampleRepository, context: GateContext, *, lock: bool = False
) -> UpdateReport:
    """Update a repository to the candidate, as `goldenpath update` does.

    Raises:
        GoldenpathError: the update fails.
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
            f"{path} differs from a new repository after an update from {upgrade.name}: an update"
            " of an unchanged repository must give the same files as a new one."
        )
    for path in sorted(found.keys() - after.files.keys()):
        if after.ownership.owner_of(path) is Owner.MANAGED:
            yield f"An update from {upgrade.name} does not remove {path}: it must be removed."


def _wanted(path: str, before: Render, after: Render) -> RenderedFile | None:
    """Return the file that must be at a path after the update; None if it is not compared.

    A seeded file stays as the release rendered it, because the team owns it.
    """
    if after.ownership.owner_of(path) is Owner.SEEDED:
        return before.files.get(path)
    return after.files.get(path)


def _is_same(path: str, found: RenderedFile | None, wanted: RenderedFile, after: Render) -> bool:
    if found == wanted:
        return True
    # A merged file is merged key by key. The team owns its comments and the order of its keys.
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
