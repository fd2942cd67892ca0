"""Checking one repository: its answers, its version, its files."""

import datetime
import shlex
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.drift import DriftReport, FileFinding, VersionFinding, VersionState
from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.recorded_answers import (
    ANSWERS_FILE,
    BrokenAnswersError,
    NoAnswersError,
    RecordedAnswers,
    read_recorded,
)
from goldenpath.operations.drift.content import Comparison
from goldenpath.operations.drift.expected import Templates
from goldenpath.operations.drift.project_files import ProjectFiles, WorkTreeFiles
from goldenpath.operations.drift.recorded_version import find_recorded_version
from goldenpath.operations.drift.waivers_file import read_waivers
from goldenpath.operations.render.engine import FileKind, Render

_FOREIGN = (
    "Rendered from {0}, which is no template of your organisations: pass --trust {1} if you vouch"
    " for it."
)


@dataclass(frozen=True)
class Checker:
    """Checks repositories; what it learns about a template serves for all of them."""

    templates: Templates
    today: datetime.date

    def check_folder(self, root: Path) -> DriftReport:
        """Check the repository in a folder.

        Raises:
            BadInputError: there is no such folder, or its waivers cannot be read.
        """
        if not root.is_dir():
            raise BadInputError(f"{root} is no folder: give the folder of a rendered repository.")
        return self.check(str(root), WorkTreeFiles(root))

    def check(self, name: str, files: ProjectFiles) -> DriftReport:
        """Check a repository, wherever its files are.

        Raises:
            BadInputError: its waivers cannot be read.
        """
        try:
            recorded = _answers(files, name)
        except NoAnswersError as error:
            return _without_files(name, VersionState.ANSWERS_MISSING, str(error))
        except BrokenAnswersError as error:
            return _without_files(name, VersionState.ANSWERS_BROKEN, str(error))
        location = self.templates.override or recorded.source
        trusted = self.templates.trusted
        if trusted and location != self.templates.override and not trusted.trusts(location):
            foreign = _FOREIGN.format(location, shlex.quote(location))
            return _without_files(name, VersionState.FOREIGN_TEMPLATE, foreign)
        version = find_recorded_version(recorded, location, self.templates.store)
        about = DriftReport(repository=name, shape=_shape(recorded), version=version.finding)
        if version.checkout is None:
            return about
        try:
            now = self.templates.engine.render(version.checkout, recorded.answers, {})
        except BadInputError as error:
            return about.model_copy(update={"version": _invalid(version.finding, error)})
        return self._compare(about, files, recorded, now)

    def _compare(
        self, about: DriftReport, files: ProjectFiles, recorded: RecordedAnswers, now: Render
    ) -> DriftReport:
        finding, latest = self._latest(recorded, about.version)
        comparison = Comparison(files, now, latest, read_waivers(files), self.today)
        findings, clean = comparison.run()
        return about.model_copy(
            update={
                "version": finding,
                "files": findings,
                "clean": clean,
                "moved_on": _untouched(comparison.moved_on(), findings),
            }
        )

    def _latest(
        self, recorded: RecordedAnswers, finding: VersionFinding
    ) -> tuple[VersionFinding, Render | None]:
        """Render the newest release, which tells what has moved on since."""
        if not finding.behind:
            return finding, None
        try:
            location = self.templates.override or recorded.source
            newest = self.templates.store.checkout(location, finding.behind[-1])
            return finding, self.templates.engine.render(newest, recorded.answers, {})
        except (BadInputError, EnvironmentProblemError) as error:
            message = f"{finding.message} What it would change cannot be told: {error}"
            return finding.model_copy(update={"message": message}), None


def _answers(files: ProjectFiles, name: str) -> RecordedAnswers:
    found = files.read(ANSWERS_FILE)
    if found and found.kind is FileKind.LINK:
        raise BrokenAnswersError(f"{name}: {ANSWERS_FILE} is a link: restore it from git.")
    return read_recorded(found.content if found else None, name)


def _shape(recorded: RecordedAnswers) -> str | None:
    shape = recorded.answers.get("shape")
    return str(shape) if shape is not None else None


def _invalid(finding: VersionFinding, error: BadInputError) -> VersionFinding:
    message = (
        f"{ANSWERS_FILE} holds what the template does not accept: {error} Restore it from git, and"
        " change answers with `goldenpath update --data`."
    )
    return finding.model_copy(update={"state": VersionState.ANSWERS_INVALID, "message": message})


def _untouched(moved: tuple[str, ...], findings: tuple[FileFinding, ...]) -> tuple[str, ...]:
    touched = {finding.path for finding in findings}
    return tuple(path for path in moved if path not in touched)


def _without_files(name: str, state: VersionState, message: str) -> DriftReport:
    return DriftReport(repository=name, version=VersionFinding(state=state, message=message))
