"""Add to the two versions of an update what the new one changes in seeded files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.note import NoteKind
from goldenpath.model.ownership import Owner
from goldenpath.model.seeded import EVERY_FILE
from goldenpath.operations.comparison.improvements import (
    known_improvements,
    new_improvements,
    reasons_for,
)
from goldenpath.operations.files.named_path import path_below
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry, read_tree
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.update.request import RenderedVersions, UpdateRequest
from goldenpath.operations.update.seeded_choice import SeededFiles
from goldenpath.operations.update.seeded_files import SeededFinder
from goldenpath.operations.update.seeded_past import PastFinder, read_record


@dataclass(frozen=True)
class SeededStep:
    """Looks for what an update may take of the template's changes of seeded files."""

    request: UpdateRequest
    work: WorkTree
    templates: Templates
    git: Git

    def add(self, versions: RenderedVersions) -> RenderedVersions:
        """Return the versions with the changes of seeded files that the repository lacks.

        Unless somebody asks for seeded files, they are looked for only if the new version has
        an important improvement, because git's history must be read for them.

        Raises:
            BadInputError: a path or a version that was asked for does not exist.
        """
        try:
            if self.request.seeded is None and not self._has_important(versions):
                return versions
            seeded = self.find(versions)
        except BadInputError as error:
            if self.request.seeded is not None:
                raise
            return replace(versions, notes=(*versions.notes, str(error)))
        return with_changes(versions, seeded)

    def find(self, versions: RenderedVersions) -> SeededFiles:
        """Return the changes of seeded files since the repository last took them.

        Raises:
            BadInputError: a path or a version that was asked for does not exist.
        """
        if versions.recorded is None:
            return SeededFiles()
        wanted = self.request.seeded
        paths = wanted and tuple(path_below(self.request.root, path) for path in wanted)
        ours = self._ours()
        finder = PastFinder(self.work, self.git, versions.recorded, self.templates)
        past = finder.find(ours, self.request.since)
        return SeededFinder(self.git, past, (versions.new, versions.after), ours).find(paths)

    def _has_important(self, versions: RenderedVersions) -> bool:
        """Return whether the new version has an important improvement that was not taken yet.

        Raises:
            BadInputError: the record cannot be read.
        """
        items = known_improvements(versions.new).items()
        important = {name: item for name, item in items if item.is_important}
        if not important or versions.recorded is None:
            return False
        record = read_record(self.git, self._ours())
        if EVERY_FILE not in record:
            return True
        shape = str(versions.after.answers.get("shape", ""))
        for path, taken in record.items():
            try:
                checkout = self.templates.store.checkout(versions.recorded.location, taken.commit)
            except (BadInputError, EnvironmentProblemError):
                return True
            new = new_improvements(known_improvements(checkout), important)
            if (path == EVERY_FILE and new) or reasons_for(new, shape, path):
                return True
        return False

    def _ours(self) -> Mapping[str, Entry]:
        return read_tree(self.git, f"{self.work.head}:{self.work.prefix}")


def with_changes(versions: RenderedVersions, seeded: SeededFiles) -> RenderedVersions:
    """Return the versions with these changes of seeded files, and notes on them."""
    notes = versions.release_notes
    others = tuple(
        note
        for note in notes.files
        if note.owner is not Owner.SEEDED or note.kind is NoteKind.ADDED
    )
    files = (*others, *seeded.file_notes)
    return replace(versions, seeded=seeded, release_notes=notes.model_copy(update={"files": files}))
