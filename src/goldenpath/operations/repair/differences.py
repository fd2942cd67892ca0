"""The files and keys that differ from the template, as they are and as they should be."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.drift import FileFinding, FileState
from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.model.toml_text import parse
from goldenpath.operations.drift.check_drift import DriftChecker
from goldenpath.operations.files.named_path import path_below
from goldenpath.operations.files.project_files import WorkTreeFiles
from goldenpath.operations.merge.restore_keys import restore_keys
from goldenpath.operations.recorded.recorded_render import (
    RecordedRender,
    Templates,
    keys_that_differ,
    look_up,
    require_recorded_render,
)
from goldenpath.operations.repair.replacing import Replacement


@dataclass(frozen=True)
class Differences:
    """The findings about a repository, and the render to which they refer."""

    recorded: RecordedRender
    findings: tuple[FileFinding, ...]

    def replacements(self) -> Iterator[Replacement]:
        """Yield every path that differs, as it is and as it should be.

        Raises:
            BadInputError: a file cannot be put back.
        """
        for path in dict.fromkeys(finding.path for finding in self.findings):
            rendered = self.recorded.render.files.get(path)
            if rendered is None:
                raise BadInputError(
                    f"{ANSWERS_FILE} was changed meanwhile: run this command again."
                )
            found = self.recorded.files.read(path)
            if found and self.recorded.render.ownership.owner_of(path) is Owner.MERGED:
                rendered = self._with_keys(path, found, rendered)
            elif found and _has_windows_lines(found) and not _has_windows_lines(rendered):
                content = rendered.content.replace(b"\n", b"\r\n")
                rendered = RenderedFile(content, rendered.kind)
            yield Replacement(path, found, rendered)

    def _with_keys(self, path: str, found: RenderedFile, rendered: RenderedFile) -> RenderedFile:
        """Return the team's merged file with the template's keys put back."""
        if found.kind is FileKind.LINK:
            raise BadInputError(
                f"{path} is a link, so its keys cannot be put back: replace it with a file."
            )
        if parse(found.content) is None:
            raise BadInputError(
                f"{path} is not valid TOML, so its keys cannot be put back: correct it first."
            )
        keys = {finding.key for finding in self.findings if finding.path == path}
        different = [
            difference
            for difference in keys_that_differ(self.recorded, path)
            if difference.name in keys
        ]
        text = restore_keys(found.content.decode(), rendered.content.decode(), different)
        return RenderedFile(text.encode(), found.kind)


def find_differences(root: Path, paths: Sequence[str], templates: Templates) -> Differences:
    """Compare a repository with its template, and return the differences that may be put back.

    ``paths`` are the files to look at. If there are none, every difference without a waiver counts.

    Raises:
        GoldenpathError: it cannot be compared, or a path does not differ.
    """
    named = tuple(path_below(root, path) for path in paths)
    lookup = look_up(str(root), WorkTreeFiles(root), templates)
    recorded = require_recorded_render(lookup)
    report = DriftChecker(templates, datetime.date.today()).compare(str(root), lookup)
    return Differences(recorded, select(report.files, named))


def select(findings: Sequence[FileFinding], paths: Sequence[str]) -> tuple[FileFinding, ...]:
    """Return the findings about ``paths``, or if there are no paths, all without a waiver.

    Raises:
        BadInputError: a path has nothing to put back.
    """
    known = {finding.path for finding in findings}
    for path in paths:
        if path not in known:
            raise BadInputError(
                f"'{path}' has nothing to put back: it is no file that differs from the template."
                " `goldenpath check` lists those."
            )
    return tuple(
        finding
        for finding in findings
        if finding.state is not FileState.IGNORED
        and (finding.path in paths if paths else finding.state is not FileState.WAIVED)
    )


def _has_windows_lines(file: RenderedFile) -> bool:
    return b"\r\n" in file.content
