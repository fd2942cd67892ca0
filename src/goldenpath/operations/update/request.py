"""The request for an update, and the plan that is worked out from it."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from pydantic import Field

from goldenpath.model.base import DataModel
from goldenpath.model.recorded_answers import Answers
from goldenpath.model.release_notes import RepositoryNotes
from goldenpath.model.rendered import Render
from goldenpath.model.update import Conflict, FileChange, ManagedChoice, WayOut
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.journal.lock import REPLACED
from goldenpath.operations.recorded.recorded_render import RecordedRender
from goldenpath.operations.template_store.checkouts import TemplateCheckout
from goldenpath.operations.update.seeded_choice import SeededFiles


class UpdateRequest(DataModel):
    """The request of a person or a bot for an update."""

    root: Path
    # A tag, a branch or a commit. None means the newest release.
    to: str | None = None
    changed: Answers = Field(default_factory=dict)
    managed: ManagedChoice | None = None
    write_conflicts: bool = False
    dry_run: bool = False
    # Commit to this branch, and leave the current branch alone.
    branch: str | None = None
    lock: bool = True
    # Let uv run code of the repository and of packages, if the lock needs it.
    build: bool = False
    # Ask the questions that the new version adds.
    ask: bool = False
    # Take the template's changes of these seeded files: of all, if it is empty; None takes none.
    seeded: tuple[str, ...] | None = None
    # The version that the seeded files were last taken from, if somebody knows it.
    since: str | None = None

    def with_way_out(self, chosen: WayOut) -> Self:
        """Return the request as if the chosen way out had been one of its options."""
        if chosen is WayOut.MARKERS:
            return self.model_copy(update={"write_conflicts": True})
        return self.model_copy(update={"managed": ManagedChoice(chosen.value)})


@dataclass(frozen=True)
class RenderedVersions:
    """The recorded version and the new version of the template, both rendered."""

    old: TemplateCheckout
    new: TemplateCheckout
    before: Render
    after: Render
    notes: tuple[str, ...]
    # What the template changes in this repository.
    release_notes: RepositoryNotes
    # The repository as it records the old version.
    recorded: RecordedRender | None = None
    # What the template has changed in seeded files, since the repository last took them.
    seeded: SeededFiles = field(default_factory=SeededFiles)


@dataclass(frozen=True)
class WayBack:
    """How to get back what ``--managed template`` replaces."""

    # It keeps the commit before the update.
    reference: str
    # It works in any folder.
    command: str


@dataclass(frozen=True)
class UpdatePlan:
    """An update that is worked out, but has changed nothing yet."""

    work: WorkTree
    # Git in the workshop that has the new objects.
    git: Git
    versions: RenderedVersions
    # The rendered folder after the update. Conflicting paths are as the team has them.
    tree: str
    changes: tuple[FileChange, ...]
    conflicts: tuple[Conflict, ...]
    left_alone: tuple[str, ...]
    replaced: tuple[str, ...]
    # The paths of the files in ``replaced``, which also names single keys.
    replaced_paths: tuple[str, ...]
    waived: tuple[str, ...]
    # The conflicting paths with conflict markers, which are used only if they are wanted.
    marked: Mapping[str, Entry]
    # Sentences that a person should read in addition to the changes.
    notes: tuple[str, ...] = ()

    @property
    def way_back(self) -> WayBack | None:
        """How to get back what the update replaces; None if it replaces nothing."""
        if not self.replaced:
            return None
        reference = f"{REPLACED}/{self.versions.new.version}-{self.work.head[:12]}"
        git = ("git", "--literal-pathspecs", "-C", str(self.work.root))
        restore = ("restore", f"--source={reference}", "--", *self.replaced_paths)
        return WayBack(reference, shlex.join((*git, *restore)))
