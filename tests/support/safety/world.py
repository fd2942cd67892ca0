"""A template, a repository, a home and a neighbour: everything that a run can reach."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.safety.changing_template import ChangingTemplate
from support.safety.ledger import Ledger, Place, files_of
from support.safety.person import person
from support.safety.team import Team
from support.small_template import new_repository


@dataclass(frozen=True)
class World:
    """Where everything is."""

    folder: Path
    template: ChangingTemplate
    team: Team
    ledger: Ledger

    @property
    def root(self) -> Path:
        """The repository."""
        return self.folder / "repo"

    def neighbour(self) -> dict[str, Place]:
        """What is beside the repository and none of its business."""
        return files_of(self.folder / "beside")


@contextmanager
def world(folder: Path) -> Generator[World]:
    """Make everything, and let the environment point to it."""
    root, beside = folder / "repo", folder / "beside"
    beside.mkdir(parents=True)
    (beside / "kept.txt").write_text("kept\n")
    with person(folder) as home:
        template = ChangingTemplate(folder / "template")
        template.start()
        new_repository(template.folder, root, version=template.version)
        yield World(folder, template, Team(root, home), Ledger(root))
