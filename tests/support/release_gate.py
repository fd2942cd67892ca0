"""Templates whose next commit is to be released, and the gate that looks at it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.release_gate import GateCheck, GateReport, GateState
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.release.gate.context import GateContext, open_gate
from goldenpath.operations.release.gate.results import GateResults
from goldenpath.operations.release.gate.run_gate import Gate, GateRequest
from goldenpath.operations.release.gate.task import run_task
from goldenpath.operations.release.gate.task_list import rule_tasks
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.template_store.checkouts import TemplateStore

from support.small_template import COPIER_YML, Content, SmallTemplate, write
from support.template import git

CHANGELOG = """\
# Changelog

## [Unreleased]

### Changed

- Something.

## [1.0.1] - 2026-01-01
"""
PROJECT = '[project]\nname = "template"\nversion = "1.0.1"\nrequires-python = ">=3.12"\n'


@dataclass(frozen=True)
class Candidate:
    """A template with releases, and a commit that may become the next one."""

    template: SmallTemplate
    cache: Path

    @property
    def folder(self) -> Path:
        """The template's folder."""
        return self.template.folder

    def write(self, path: str, content: Content) -> None:
        """Write a file of the template's repository, in no commit yet."""
        write(self.folder / path, content)

    def edit_questions(self, old: str, new: str) -> None:
        """Replace words in copier.yml."""
        path = self.folder / "copier.yml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def add_questions(self, text: str) -> None:
        """Add to the end of copier.yml."""
        self.write("copier.yml", (self.folder / "copier.yml").read_text() + text)

    def commit(self, message: str = "feat: a change") -> str:
        """Commit everything; the commit."""
        git("add", "--all", folder=self.folder)
        git("commit", "--quiet", "--allow-empty", f"--message={message}", folder=self.folder)
        return git("rev-parse", "HEAD", folder=self.folder).strip()

    @property
    def templates(self) -> Templates:
        """What a new run knows of templates."""
        return Templates(TemplateStore(self.cache), choose_engine(use_copier=False))

    def context(self, version: str | None = None) -> GateContext:
        """The gate's look at the commit."""
        return open_gate(self.templates, str(self.folder), version)

    def gate(self) -> Gate:
        """The gate of the commit."""
        context = self.context()
        return Gate(context, GateResults(self.cache, context.candidate.commit))

    def refusals(self, version: str | None = None) -> tuple[str, ...]:
        """What the rules refuse."""
        context = self.context(version)
        checks = [run_task(task, context) for task in rule_tasks()]
        return tuple(text for check in checks for text in check.refusals)

    def pretend_to_have_passed(self) -> None:
        """Write down that every check has passed for this commit."""
        gate = self.gate()
        for name in gate.planned():
            gate.results.add(GateCheck(name=name, group="any", state=GateState.PASSED))


def candidate(template: SmallTemplate, cache: Path) -> Candidate:
    """A candidate that nothing is wrong with."""
    made = Candidate(template, cache)
    git("config", "user.name", "test", folder=template.folder)
    git("config", "user.email", "test@example.com", folder=template.folder)
    # It imports what the template declares.
    made.write("template/src/app.py", "import pydantic\n\nprint(pydantic.VERSION)\n")
    made.write("CHANGELOG.md", CHANGELOG)
    made.write("pyproject.toml", PROJECT)
    made.commit()
    return made


def run_gate(gate: Gate, request: GateRequest) -> tuple[GateReport, list[str]]:
    """The report, and the names of the checks that were run rather than remembered."""
    ran: list[str] = []
    announce: Callable[[GateCheck, int, int], None] = lambda check, *_: ran.append(check.name)  # noqa: E731
    return gate.run(request, announce), ran


WITH_CHOICES = COPIER_YML.replace(
    "tier:\n  type: str\n  default: internal\n",
    "tier:\n  type: str\n  choices: [internal, prototype]\n  default: internal\n",
)
