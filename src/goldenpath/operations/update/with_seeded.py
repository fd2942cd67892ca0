"""Add to the two versions of an update what the new one changes in seeded files."""

from dataclasses import dataclass, replace

from goldenpath.model.errors import BadInputError
from goldenpath.model.note import NoteKind
from goldenpath.model.ownership import Owner
from goldenpath.operations.comparison.improvements import known_improvements
from goldenpath.operations.files.named_path import path_below
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import read_tree
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.update.request import RenderedVersions, UpdateRequest
from goldenpath.operations.update.seeded_files import SeededFiles, SeededFinder
from goldenpath.operations.update.seeded_past import PastFinder


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
        if self.request.seeded is None and not _has_important(versions):
            return versions
        try:
            seeded = self.find(versions)
        except BadInputError as error:
            if self.request.seeded is not None:
                raise
            return replace(versions, notes=(*versions.notes, str(error)))
        notes = versions.release_notes
        others = tuple(
            note
            for note in notes.files
            if note.owner is not Owner.SEEDED or note.kind is NoteKind.ADDED
        )
        files = (*others, *seeded.file_notes)
        return replace(
            versions,
            seeded=seeded,
            release_notes=notes.model_copy(update={"files": files}),
        )

    def find(self, versions: RenderedVersions) -> SeededFiles:
        """Return the changes of seeded files since the repository last took them.

        Raises:
            BadInputError: a path or a version that was asked for does not exist.
        """
        if versions.recorded is None:
            return SeededFiles()
        wanted = self.request.seeded
        paths = wanted and tuple(path_below(self.request.root, path) for path in wanted)
        ours = read_tree(self.git, f"{self.work.head}:{self.work.prefix}")
        finder = PastFinder(self.work, self.git, versions.recorded, self.templates)
        past = finder.find(ours, self.request.since)
        return SeededFinder(self.git, past, (versions.new, versions.after), ours).find(paths)


def _has_important(versions: RenderedVersions) -> bool:
    improvements = known_improvements(versions.new).values()
    return any(improvement.is_important for improvement in improvements)
