"""Files that are merged by their keys. Another kind of file would get its merge here."""

from dataclasses import dataclass

from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.model.update import Conflict
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, read_blob, write_entries
from goldenpath.operations.merge import merged_toml
from goldenpath.operations.update.outcome import Outcome, text_of, waiver_for
from goldenpath.operations.update.request import RenderedVersions, UpdateRequest


@dataclass(frozen=True)
class MergedFile:
    """A merged file: its path, its two renders, and the team's version."""

    path: str
    versions: RenderedVersions
    ours: Entry

    def contents(self, git: Git) -> merged_toml.TomlVersions:
        """Return the three versions of its text."""
        return merged_toml.TomlVersions(
            base=self.versions.before.files[self.path].content,
            ours=read_blob(git, self.ours).content,
            theirs=self.versions.after.files[self.path].content,
        )


def merge_keys(git: Git, request: UpdateRequest, merged: MergedFile, outcome: Outcome) -> None:
    """Merge the template's keys into the team's version of a file, and note the outcome."""
    contents, path = merged.contents(git), merged.path
    owned = merged.versions.after.ownership.keys_of(path)
    is_link = merged.ours.kind == FileKind.LINK
    result = None if is_link else merged_toml.merge(git, contents, owned, request.managed)
    if result is None:
        outcome.conflicts.append(
            Conflict(path=path, team=text_of(git, merged.ours), template=contents.theirs.decode())
        )
        return
    outcome.conflicts.extend(
        Conflict(path=path, key=conflict.name, team=conflict.team, template=conflict.template)
        for conflict in result.conflicts
    )
    outcome.replaced.extend(f"{path}: {name}" for name in result.replaced)
    outcome.waivers.extend(waiver_for(path, name) for name in result.kept)
    outcome.notes.extend(
        f"{path} stays without this comment of the template, since the team has changed the lines"
        f" beside it: {comment}"
        for comment in result.left_out
    )
    _write_merged(git, merged, result, outcome)


def _write_merged(
    git: Git, merged: MergedFile, result: merged_toml.MergedToml, outcome: Outcome
) -> None:
    path, kind = merged.path, FileKind(merged.ours.kind)
    files = {"merged": RenderedFile(result.content, kind)}
    if result.marked is not None:
        files["marked"] = RenderedFile(result.marked, kind)
    entries = write_entries(git, files)
    outcome.changes[path] = entries["merged"]
    if "marked" in entries:
        outcome.marked[path] = entries["marked"]
