"""Check one repository for drift: its answers, its recorded version and its files."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.drift import DriftReport, FileFinding, VersionFinding
from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.rendered import Render
from goldenpath.operations.drift.content import Comparison
from goldenpath.operations.drift.dead_waivers import dead_waivers
from goldenpath.operations.files.project_files import ProjectFiles, WorkTreeFiles
from goldenpath.operations.recorded.recorded_render import (
    Lookup,
    RecordedRender,
    Templates,
    look_up,
)
from goldenpath.operations.waivers.waivers_file import read_waivers


@dataclass(frozen=True)
class DriftChecker:
    """Checks repositories for drift. What it learns about a template is used for all of them."""

    templates: Templates
    today: datetime.date

    def check_folder(self, root: Path) -> DriftReport:
        """Check the repository in a folder.

        Raises:
            BadInputError: its waivers cannot be read.
        """
        return self.check(str(root), WorkTreeFiles(root))

    def check(self, name: str, files: ProjectFiles) -> DriftReport:
        """Check a repository, whose files may be in a folder or in a commit.

        Raises:
            BadInputError: its waivers cannot be read.
        """
        return self.compare(name, look_up(name, files, self.templates))

    def compare(self, name: str, lookup: Lookup) -> DriftReport:
        """Compare a repository's files with the render of its recorded version.

        Raises:
            BadInputError: its waivers cannot be read.
        """
        report = DriftReport(repository=name, shape=lookup.shape, version=lookup.version)
        recorded = lookup.recorded_render
        if recorded is None:
            return report
        finding, latest = self._latest(recorded, lookup.version)
        waivers = read_waivers(recorded.files)
        comparison = Comparison(recorded.files, recorded.render, latest, waivers, self.today)
        findings, clean = comparison.run()
        return report.model_copy(
            update={
                "version": finding,
                "files": findings,
                "clean": clean,
                "moved_on": _untouched(comparison.moved_on(), findings),
                "dead_waivers": dead_waivers(waivers, findings, recorded.render),
            }
        )

    def both_renders(self, root: Path) -> tuple[Render, Render] | None:
        """Render the recorded version and the newest release; None if one cannot be rendered."""
        lookup = look_up(str(root), WorkTreeFiles(root), self.templates)
        if lookup.recorded_render is None:
            return None
        latest = self._latest(lookup.recorded_render, lookup.version)[1]
        return (lookup.recorded_render.render, latest) if latest else None

    def _latest(
        self, recorded: RecordedRender, finding: VersionFinding
    ) -> tuple[VersionFinding, Render | None]:
        """Render the newest release, which shows what changed since the recorded version."""
        if not finding.behind:
            return finding, None
        try:
            newest = self.templates.store.checkout(recorded.location, finding.behind[-1])
            render = self.templates.engine.render(newest, recorded.answers_file.answers, {})
        except (BadInputError, EnvironmentProblemError) as error:
            message = f"{finding.message} It is unknown what an update would change: {error}"
            return finding.model_copy(update={"message": message}), None
        return finding, render


def _untouched(moved: tuple[str, ...], findings: tuple[FileFinding, ...]) -> tuple[str, ...]:
    touched = {finding.path for finding in findings}
    return tuple(path for path in moved if path not in touched)
