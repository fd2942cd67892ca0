"""From which version of the template a repository has its seeded files.

An update leaves seeded files alone, so they may be older than the recorded version. git's history
tells with which version and answers the repository began, and .goldenpath-seeded.yml tells what
`goldenpath update --seeded` has taken since then.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.file_names import SEEDED_FILE
from goldenpath.model.ownership import Owner
from goldenpath.model.recorded_answers import RecordedAnswers
from goldenpath.model.rendered import FileKind, Render, RenderedFile
from goldenpath.model.seeded import EVERY_FILE, TakenVersion, read_seeded
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, read_blob
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.recorded.history import History, read_history
from goldenpath.operations.recorded.recorded_render import RecordedRender, Templates
from goldenpath.operations.recorded.recorded_version import checkout_of
from goldenpath.operations.template_store.checkouts import TemplateCheckout


@dataclass(frozen=True)
class PastRender:
    """What a version rendered with the answers that the repository had then."""

    checkout: TemplateCheckout
    render: Render

    def seeded(self, path: str) -> RenderedFile | None:
        """Return a seeded file; None if the version has no such seeded file."""
        is_seeded = self.render.ownership.owner_of(path) is Owner.SEEDED
        return self.render.files.get(path) if is_seeded else None


@dataclass(frozen=True)
class SeededPast:
    """The renders that the seeded files of a repository may come from, oldest first."""

    renders: tuple[PastRender, ...]
    # The renders since a path, or every file, was last taken.
    since: Mapping[str, tuple[PastRender, ...]]
    # What .goldenpath-seeded.yml records.
    taken: Mapping[str, TakenVersion]
    # Sentences about what is not known.
    notes: tuple[str, ...]
    # What the repository has now.
    ours: Mapping[str, Entry]

    def paths(self) -> frozenset[str]:
        """Return every path that was seeded in one of the renders."""
        # The same versions are in many places, so each render is read once.
        every = {id(past): past for past in self.renders}
        every |= {id(past): past for known in self.since.values() for past in known}
        return frozenset(
            path for past in every.values() for path in past.render.files if past.seeded(path)
        )

    def origin(self, path: str) -> PastRender | None:
        """Return the render that the repository has a seeded file from.

        It is the newest of which the repository has the exact content, or the oldest with the path.
        """
        known = self.since.get(path, self.since.get(EVERY_FILE, self.renders))
        having = [(past, file) for past in known if (file := past.seeded(path))]
        entry = self.ours.get(path)
        same = [past for past, file in having if entry and is_same(file, entry)]
        return same[-1] if same else next((past for past, _ in having), None)


def is_same(file: RenderedFile, entry: Entry) -> bool:
    """Return whether a file of a repository is exactly a rendered one."""
    blob = b"blob %d\0%b" % (len(file.content), file.content)
    # git's own names of contents, with 40 or 64 digits, which keep no secret.
    kind = hashlib.sha1 if len(entry.blob) == 40 else hashlib.sha256  # noqa: PLR2004
    return entry == Entry(file.kind, kind(blob).hexdigest())


def read_record(git: Git, ours: Mapping[str, Entry]) -> Mapping[str, TakenVersion]:
    """Return what .goldenpath-seeded.yml records; nothing without the file.

    Raises:
        BadInputError: it cannot be read.
    """
    entry = ours.get(SEEDED_FILE)
    if entry is None:
        return {}
    if entry.kind not in (FileKind.PLAIN, FileKind.EXECUTABLE):
        raise BadInputError(f"{SEEDED_FILE} is not a file: restore it from git, or delete it.")
    return read_seeded(read_blob(git, entry).content)


@dataclass(frozen=True)
class PastFinder:
    """Finds the past of one repository's seeded files."""

    work: WorkTree
    git: Git
    recorded: RecordedRender
    templates: Templates

    def find(self, ours: Mapping[str, Entry], since: str | None) -> SeededPast:
        """Render the versions that the repository has had, with its answers of that time.

        ``since`` names a version that somebody knows to be that of the seeded files.

        Raises:
            BadInputError: there is no version ``since``, or the record cannot be read.
        """
        recorded = taken = read_record(self.git, ours)
        history = self._history()
        renders, lost = self._renders(history)
        if since:
            checkout = self.templates.store.checkout(self.recorded.location, since)
            taken = {EVERY_FILE: TakenVersion(version=checkout.version, commit=checkout.commit)}
        known = {path: self._since(version, renders) for path, version in taken.items()}
        notes = [
            f"{SEEDED_FILE} names {taken[path].version}, which cannot be rendered here."
            for path, found in known.items()
            if not found
        ]
        if not known.get(EVERY_FILE):
            notes.extend(_unknown(history, lost, renders[0].checkout.version))
        # What cannot be rendered may be older than everything that can.
        found = {path: past or tuple(renders) for path, past in known.items()}
        return SeededPast(tuple(renders), found, recorded, tuple(notes), ours)

    def _history(self) -> History:
        try:
            return read_history(self.work)
        except EnvironmentProblemError:
            # A clone may lack the contents of old commits.
            return History((), is_shallow=True)

    def _renders(self, history: History) -> tuple[list[PastRender], list[RecordedAnswers]]:
        """Return the renders of the past, and the answers files before them without a render."""
        renders: list[PastRender] = []
        lost: list[RecordedAnswers] = []
        for recorded in history.recorded:
            try:
                past = self._render(recorded)
            except (BadInputError, EnvironmentProblemError):
                lost += [] if renders else [recorded]
                continue
            renders += [past, *self._as_of_today(past)]
        now = PastRender(self.recorded.checkout, self.recorded.render)
        if not renders or renders[-1].checkout.commit != now.checkout.commit:
            renders.append(now)
        return renders, lost

    def _as_of_today(self, past: PastRender) -> Iterator[PastRender]:
        """Yield a version with today's answers too, if they differ.

        An answer may be in a path. Then a file with today's path can be older than the answer.
        """
        today = self.recorded.answers_file.answers
        if all(today.get(name, answer) == answer for name, answer in past.render.answers.items()):
            return
        with suppress(BadInputError, EnvironmentProblemError):
            yield PastRender(past.checkout, self.templates.engine.render(past.checkout, today, {}))

    def _render(self, recorded: RecordedAnswers) -> PastRender:
        checkout = checkout_of(recorded, self.recorded.location, self.templates.store)
        return PastRender(checkout, self.templates.engine.render(checkout, recorded.answers, {}))

    def _since(self, version: TakenVersion, renders: list[PastRender]) -> tuple[PastRender, ...]:
        """Return the renders from a version on; none if it cannot be rendered."""
        named = self.recorded.answers_file.model_copy(update=version.model_dump())
        try:
            found = self._render(named)
        except (BadInputError, EnvironmentProblemError):
            return ()
        for number, past in enumerate(renders):
            if past.checkout.commit == found.checkout.commit:
                return tuple(renders[number:])
        return (found, renders[-1])


def _unknown(history: History, lost: list[RecordedAnswers], begin: str) -> Iterator[str]:
    if history.is_shallow:
        yield (
            f"The history of this clone is incomplete, so {begin} counts as the version of the"
            " seeded files: run `git fetch --unshallow`, or name the version with --since."
        )
    elif lost:
        yield (
            f"The repository began with {lost[0].version}, which cannot be rendered any more, so"
            f" {begin} counts as the version of the seeded files: name another with --since."
        )
