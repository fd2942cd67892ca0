"""Putting files and keys back to what the recorded version renders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goldenpath.model.drift import FileFinding, FileState
from goldenpath.model.errors import BadInputError
from goldenpath.model.ownership import Owner
from goldenpath.model.recorded_answers import ANSWERS_FILE
from goldenpath.operations.drift.expected import Expected, keys_that_differ
from goldenpath.operations.drift.replacing import (
    FOLDER_IN_GIT,
    Replacement,
    prepared,
)
from goldenpath.operations.drift.saved_work import (
    SavedWork,
    not_committed,
    replace_files,
    write_saved,
)
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.merge.keys import parse
from goldenpath.operations.merge.put_back import put_back
from goldenpath.operations.render.engine import FileKind, RenderedFile
from goldenpath.operations.uninterrupted import uninterrupted


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    paths: tuple[str, ...]
    # What was in no commit before.
    saved: SavedWork | None

    @property
    def sentence(self) -> str:
        """What is so now, as the end of a sentence."""
        about = f"everything is put back ({', '.join(self.paths)})"
        return f"{about}, and {self.saved.sentence}" if self.saved else about


@dataclass(frozen=True)
class Restoration:
    """What a restore would write."""

    expected: Expected
    findings: tuple[FileFinding, ...]

    def replacements(self) -> Iterator[Replacement]:
        """Every path that differs, as it is and as it will be.

        Raises:
            BadInputError: a file cannot be mended.
        """
        for path in dict.fromkeys(finding.path for finding in self.findings):
            rendered = self.expected.render.files.get(path)
            if rendered is None:
                raise BadInputError(f"{ANSWERS_FILE} was changed meanwhile: run it again.")
            found = self.expected.files.read(path)
            if found and self.expected.render.ownership.owner_of(path) is Owner.MERGED:
                rendered = self._merged(path, found, rendered)
            elif found and _has_windows_lines(found) and not _has_windows_lines(rendered):
                content = rendered.content.replace(b"\n", b"\r\n")
                rendered = RenderedFile(content, rendered.kind)
            yield Replacement(path, found, rendered)

    def _merged(self, path: str, found: RenderedFile, rendered: RenderedFile) -> RenderedFile:
        if found.kind is FileKind.LINK:
            raise BadInputError(
                f"{path} is a link, so its keys cannot be put back: make it a file of this"
                " repository."
            )
        if parse(found.content) is None:
            raise BadInputError(
                f"{path} is not valid TOML, so its keys cannot be put back: mend it first."
            )
        keys = {finding.key for finding in self.findings if finding.path == path}
        different = [
            difference
            for difference in keys_that_differ(self.expected, path)
            if difference.name in keys
        ]
        text = put_back(found.content.decode(), rendered.content.decode(), different)
        return RenderedFile(text.encode(), found.kind)


def _has_windows_lines(file: RenderedFile) -> bool:
    return b"\r\n" in file.content


def select(findings: Sequence[FileFinding], paths: Sequence[str]) -> tuple[FileFinding, ...]:
    """The findings that a restore is about: those of ``paths``, or else all but the waived ones.

    Raises:
        BadInputError: a path has nothing to put back.
    """
    known = {finding.path for finding in findings}
    for path in paths:
        if path not in known:
            raise BadInputError(
                f"'{path}' has nothing to put back: it is as the template rendered it, or not the"
                " template's. `goldenpath check` lists what differs."
            )
    return tuple(
        finding
        for finding in findings
        if finding.state is not FileState.IGNORED
        and (finding.path in paths if paths else finding.state is not FileState.WAIVED)
    )


def restore(work: WorkTree, restoration: Restoration, *, force: bool) -> Restored:
    """Write what a restoration is about: all of it or, if anything is in the way, nothing.

    With ``force``, what is in no commit is replaced as well, and a reference keeps it.

    Raises:
        BadInputError: work that is in no commit would be replaced, and ``force`` is not given; or
            something is in the place of a file, or was changed meanwhile.
        EnvironmentProblemError: a file cannot be written.
        InterruptedByUserError: somebody interrupted, and everything is put back.
    """
    replacements = tuple(restoration.replacements())
    with prepared(work.root, replacements, work.git_folder / FOLDER_IN_GIT) as files:
        unsaved = not_committed(work, replacements)
        if unsaved and not force:
            raise BadInputError(
                f"{', '.join(item.path for item in unsaved)}: not as the last commit has it, so it"
                " has changes that are in no commit: commit or stash them first, or pass --force,"
                " which keeps them in a reference."
            )
        saved = write_saved(work, unsaved)
        done = Restored(tuple(item.path for item in replacements), saved)
        with uninterrupted(done.sentence):
            replace_files(files, saved)
    return done
