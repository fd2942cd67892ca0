"""What an update is asked for, and what it is made of once everything is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from goldenpath.model.data_file import DataModel
from goldenpath.model.recorded_answers import Answers
from goldenpath.model.release_notes import RepositoryNotes
from goldenpath.model.rendered import Render
from goldenpath.model.update import Conflict, FileChange, ManagedChoice
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.git.trees import Entry
from goldenpath.operations.git.work_tree import WorkTree
from goldenpath.operations.template_store.checkouts import TemplateCheckout


class UpdateRequest(DataModel):
    """What a person or a bot asks for."""

    root: Path
    # A tag, a branch or a commit; None is the newest release.
    to: str | None = None
    changed: Answers = Field(default_factory=dict)
    managed: ManagedChoice | None = None
    write_conflicts: bool = False
    dry_run: bool = False
    # Commit there, and leave the current branch alone.
    branch: str | None = None
    lock: bool = True
    # Let uv run code of the repository and of packages, where a lock needs it.
    build: bool = False
    # Ask the questions that the new version adds.
    ask: bool = False


@dataclass(frozen=True)
class RenderedVersions:
    """The two versions of the template, rendered."""

    old: TemplateCheckout
    new: TemplateCheckout
    before: Render
    after: Render
    notes: tuple[str, ...]
    # What the template changes in this repository.
    release_notes: RepositoryNotes


@dataclass(frozen=True)
class UpdatePlan:
    """An update that has been worked out, and has changed nothing yet."""

    work: WorkTree
    # Git in the workshop that holds what was worked out.
    git: Git
    versions: RenderedVersions
    # The rendered folder as it will be; with conflicts left as the team has them.
    tree: str
    changes: tuple[FileChange, ...]
    conflicts: tuple[Conflict, ...]
    left_alone: tuple[str, ...]
    replaced: tuple[str, ...]
    # The files of the team's that those are in.
    replaced_paths: tuple[str, ...]
    waived: tuple[str, ...]
    # What stands in the conflicting paths when markers are wanted.
    marked: Mapping[str, Entry]
    # What a person should know beside the changes.
    notes: tuple[str, ...] = ()
