"""Putting files and keys back to what the recorded version renders."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.data_file import DataModel
from goldenpath.model.drift import FileFinding, FileState
from goldenpath.model.errors import BadInputError
from goldenpath.model.ownership import Owner
from goldenpath.operations.drift.expected import Expected, keys_that_differ
from goldenpath.operations.drift.project_files import WorkTreeFiles
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.merge.keys import parse
from goldenpath.operations.merge.put_back import put_back
from goldenpath.operations.render.engine import FileKind, RenderedFile


class Restored(DataModel):
    """What was put back."""

    paths: tuple[str, ...]
    # Named in waivers, and so left as they are.
    waived: tuple[str, ...]


@dataclass(frozen=True)
class Restoration:
    """What a restore would write, for each path: None where the text cannot be mended."""

    expected: Expected
    findings: tuple[FileFinding, ...]

    def files(self) -> Iterator[tuple[str, RenderedFile]]:
        """The content of every path that differs, as it will be."""
        for path in dict.fromkeys(finding.path for finding in self.findings):
            rendered = self.expected.render.files[path]
            if self.expected.render.ownership.owner_of(path) is Owner.MERGED:
                rendered = self._merged(path, rendered)
            found = self.expected.files.read(path)
            if found and b"\r\n" in found.content and b"\r\n" not in rendered.content:
                content = rendered.content.replace(b"\n", b"\r\n")
                rendered = RenderedFile(content, rendered.kind)
            yield path, rendered

    def _merged(self, path: str, rendered: RenderedFile) -> RenderedFile:
        found = self.expected.files.read(path)
        if found is None:
            return rendered
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
        text = put_back(
            found.content.decode().replace("\r\n", "\n"), rendered.content.decode(), different
        )
        return RenderedFile(text.encode(), found.kind)


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


def restore(root: Path, restoration: Restoration, *, force: bool) -> Restored:
    """Write what a restoration is about.

    Raises:
        BadInputError: work that is in no commit would be lost, and ``force`` is not given.
    """
    planned = tuple(restoration.files())
    if not force:
        _require_committed(root, [path for path, _ in planned])
    for path, file in planned:
        _write(root, path, file)
    return Restored(paths=tuple(path for path, _ in planned), waived=())


def _require_committed(root: Path, paths: Sequence[str]) -> None:
    git = Git(root)
    if git.attempt("rev-parse", "--verify", "--quiet", "HEAD").exit_code:
        raise BadInputError(
            f"{root} has no commit to go back to, so what is overwritten would be lost: commit"
            " first, or pass --force."
        )
    # Against the commit itself: the index may hide what the work tree has.
    for path in paths:
        found = WorkTreeFiles(root).read(path)
        if found is None:
            continue
        committed = git.attempt("rev-parse", "--verify", "--quiet", f"HEAD:./{path}")
        now = git.attempt("hash-object", "--path", path, "--", path)
        if committed.exit_code or (found.kind is not FileKind.LINK and committed.text != now.text):
            raise BadInputError(
                f"{path} has changes that are in no commit, and putting it back would lose them:"
                " commit or stash them first, or pass --force."
            )


def _write(root: Path, path: str, file: RenderedFile) -> None:
    target = root / path
    folder = target.parent
    for above in (folder, *folder.parents):
        if above == root:
            break
        if above.is_symlink() or (above.exists() and not above.is_dir()):
            raise BadInputError(
                f"{above} is no folder, and {path} belongs into it: remove it first."
            )
    if target.is_dir() and not target.is_symlink():
        raise BadInputError(f"{path} is a folder, and must be a file: remove it first.")
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, scratch = tempfile.mkstemp(dir=folder, prefix=".goldenpath-")
    try:
        with os.fdopen(descriptor, "wb") as written:
            written.write(file.content)
        os.chmod(scratch, 0o755 if file.kind is FileKind.EXECUTABLE else 0o644)
        os.replace(scratch, target)
    except BaseException:
        os.unlink(scratch)
        raise
