"""Find content drift: compare a repository's files with what its recorded version renders."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from goldenpath.model.drift import FileFinding, FileState, Side
from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import FileKind, Render, RenderedFile
from goldenpath.model.toml_text import parse
from goldenpath.model.waivers import Waivers
from goldenpath.operations.files.project_files import ProjectFiles
from goldenpath.operations.merge.keys import KeyDifference, KeyState, all_differences, differences

_RESTORE = (
    "put it back with `goldenpath restore {path}`, or waive it with `goldenpath waive {path}`"
)


@dataclass(frozen=True)
class Comparison:
    """Compares the files of a repository with the render of its recorded version."""

    files: ProjectFiles
    recorded: Render
    # What the newest release renders. None if the recorded version is the newest, or if the newest
    # release cannot be rendered.
    latest: Render | None
    waivers: Waivers
    today: datetime.date

    def run(self) -> tuple[tuple[FileFinding, ...], int]:
        """Compare every file that the template owns.

        Return the findings, and the number of files without a finding.
        """
        findings: list[FileFinding] = []
        compared = 0
        # Not `items()`: a lazy engine renders a file when it is looked up.
        for path in self.recorded.files:
            owner = self.recorded.ownership.owner_of(path)
            if owner not in (Owner.MANAGED, Owner.MERGED):
                continue
            compared += 1
            findings.extend(self._compare(path, self.recorded.files[path], owner))
        clean = compared - len({finding.path for finding in findings})
        return tuple(findings), clean

    def moved_on(self) -> tuple[str, ...]:
        """Return the template's paths that the newest release renders differently."""
        if self.latest is None:
            return ()
        paths = self.recorded.files.keys() | self.latest.files.keys()
        return tuple(
            path
            for path in sorted(paths)
            if self.latest.ownership.owner_of(path) in (Owner.MANAGED, Owner.MERGED)
            and self.recorded.files.get(path) != self.latest.files.get(path)
        )

    def _compare(self, path: str, rendered: RenderedFile, owner: Owner) -> Iterator[FileFinding]:
        found = self.files.read(path)
        if found is None:
            yield self._finding(path, None, owner, (FileState.DELETED, "is missing"))
        elif owner is Owner.MERGED:
            yield from self._compare_keys(path, rendered, found)
        elif not is_same_content(found, rendered):
            yield self._finding(path, None, owner, (FileState.MODIFIED, _how(found, rendered)))
        elif found.kind is not rendered.kind:
            yield self._finding(path, None, owner, (FileState.MODE, _how_mode(rendered)))
        elif self.files.is_ignored(path):
            yield self._finding(path, None, owner, (FileState.IGNORED, _IGNORED))

    def _compare_keys(
        self, path: str, rendered: RenderedFile, found: RenderedFile
    ) -> Iterator[FileFinding]:
        if is_same_content(found, rendered):
            return
        expected, actual = parse(rendered.content), parse(found.content)
        if expected is None or actual is None or found.kind is FileKind.LINK:
            is_link = found.kind is FileKind.LINK
            words = "is a link, and must be a file" if is_link else "is not valid TOML"
            state = (FileState.MODIFIED, words)
            yield self._finding(path, None, Owner.MERGED, state)
            return
        keys = self.recorded.ownership.keys_of(path)
        for difference in differences(expected, actual, keys):
            state = (
                FileState.DELETED if difference.state is KeyState.MISSING else FileState.MODIFIED
            )
            yield self._finding(path, difference.name, Owner.MERGED, (state, _how_key(difference)))

    def _finding(
        self, path: str, key: str | None, owner: Owner, how: tuple[FileState, str]
    ) -> FileFinding:
        state, words = how
        waiver = self.waivers.covering(path, key)
        way_out = _RESTORE.format(path=path)
        if waiver and waiver.is_expired(self.today):
            state = FileState.WAIVER_EXPIRED
            way_out = f"its waiver ended on {waiver.until} ({waiver.reason}); {way_out}"
        elif waiver:
            state = FileState.WAIVED
            way_out = f"waived until {waiver.until}: {waiver.reason}"
        name = f"{key} in {path}" if key else path
        return FileFinding(
            path=path,
            key=key,
            owner=owner,
            state=state,
            side=self._side(path, key),
            message=f"{name} {words}; {way_out}.",
        )

    def _side(self, path: str, key: str | None) -> Side:
        if self.latest is None:
            return Side.TEAM
        now, then = self.recorded.files.get(path), self.latest.files.get(path)
        has_moved = now != then
        if has_moved and key and now and then:
            moved = all_differences(parse(now.content) or {}, parse(then.content) or {})
            has_moved = any(f"{key}.".startswith(f"{other.name}.") for other in moved)
        return Side.BOTH if has_moved else Side.TEAM


def is_same_content(found: RenderedFile, rendered: RenderedFile) -> bool:
    """Return whether two files have the same content; CRLF in the found file counts as LF."""
    if (found.kind is FileKind.LINK) != (rendered.kind is FileKind.LINK):
        return False
    return found.content == rendered.content or (
        b"\r\n" in found.content and found.content.replace(b"\r\n", b"\n") == rendered.content
    )


def _how(found: RenderedFile, rendered: RenderedFile) -> str:
    if found.kind is FileKind.LINK and rendered.kind is not FileKind.LINK:
        return "is a link, and the template renders a file"
    if rendered.kind is FileKind.LINK and found.kind is not FileKind.LINK:
        return "is a file, and the template renders a link"
    return "differs from what the template rendered"


def _how_mode(rendered: RenderedFile) -> str:
    must = "must" if rendered.kind is FileKind.EXECUTABLE else "must not"
    return f"{must} be executable"


def _how_key(difference: KeyDifference) -> str:
    if difference.state is KeyState.MISSING:
        return f"is missing, and the template has {difference.expected!r}"
    if difference.state is KeyState.ADDED:
        return f"is {difference.actual!r}, and the template does not have it"
    return f"is {difference.actual!r}, and the template has {difference.expected!r}"


_IGNORED = "is ignored by git, so no commit contains it"
