"""A template of a few files, whose releases a test writes as it needs them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.recorded_answers import Answer
from goldenpath.model.rendered import FileKind
from goldenpath.model.update import UpdateReport
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.template_store.checkouts import TemplateStore
from goldenpath.operations.update.request import UpdateRequest
from goldenpath.operations.update.update import update

from support.template import git, release

COPIER_YML = """\
_subdirectory: template
_envops:
  undefined: jinja2.StrictUndefined
_skip_if_exists: &seeded
  - /README.md
  - /.gitignore
  - /src/
_ownership:
  seeded: *seeded
  managed:
    - /.python-version
    - /ci/
    - /hooks/
    - /pkg/
    - /other/
  merged:
    /pyproject.toml:
      - project.requires-python
      - dependency-groups.dev
      - tool.ruff
  generated:
    - /.copier-answers.yml
    - /uv.lock
project_slug:
  type: str
  default: demo
shape:
  type: str
  default: small
tier:
  type: str
  default: internal
python_version:
  type: str
  default: "3.13"
package:
  type: str
  default: pkg
"""
ANSWERS_TEMPLATE = """\
_commit: {{ _copier_answers._commit|to_json }}
_commit_hash: {{ _copier_conf.vcs_ref_hash }}
_src_path: {{ _copier_answers._src_path|to_json }}
{{ dict(_copier_answers.items()|rejectattr('0', 'in', ['_commit', '_src_path']))|to_nice_yaml -}}
"""
PYPROJECT = """\
[project]
name = "{{ project_slug }}"
version = "0.1.0"
requires-python = ">=3.13"
dependencies = [
  "pydantic>=2",
]

[dependency-groups]
dev = [
  "pytest>=8",
  "ruff>=0.12",
]

# Lint: why these rules.
[tool.ruff]
line-length = 100

[tool.ruff.lint]
select = ["E", "F"]
"""
STEPS = "".join(f"step {number}\n  run: thing\n  with: care\n" for number in range(1, 9))
FILES = {
    ".python-version": "3.13\n",
    "ci/build.yml": STEPS,
    "hooks/pre-push": "#!/bin/sh\nset -eu\nuv run pytest\n",
    "{{package}}/tool.txt": "".join(f"line {number}\n" for number in range(1, 21)),
    "README.md": "# Demo\n",
    ".gitignore": ".venv/\n",
    "src/app.py": "print('hello')\n",
    "pyproject.toml.jinja": PYPROJECT,
    "{{_copier_conf.answers_file}}.jinja": ANSWERS_TEMPLATE,
}

type Content = str | bytes


@dataclass(frozen=True)
class SmallTemplate:
    """A git repository with a template."""

    folder: Path

    def release(
        self,
        version: str,
        files: Mapping[str, Content | None] | None = None,
        *,
        copier_yml: str | None = None,
    ) -> None:
        """Write files (None removes one) below template/, and release them."""
        for path, content in (files or {}).items():
            target = self.folder / "template" / path
            if content is None:
                target.unlink()
            else:
                write(target, content)
        if copier_yml:
            (self.folder / "copier.yml").write_text(copier_yml)
        release(self.folder, version)


@dataclass(frozen=True)
class Repository:
    """A rendered repository with one commit."""

    root: Path
    cache: Path

    @property
    def templates(self) -> Templates:
        """What a run knows of templates: a new run has seen no release yet."""
        return Templates(TemplateStore(self.cache), choose_engine(use_copier=False))

    def commit(self, message: str = "feat: a change of the team's") -> str:
        """Commit everything; the new commit."""
        git("add", "--all", folder=self.root)
        git("commit", "--quiet", "--allow-empty", f"--message={message}", folder=self.root)
        return self.head()

    def head(self) -> str:
        """The current commit."""
        return git("rev-parse", "HEAD", folder=self.root).strip()

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text in a file, and commit."""
        target = self.root / path
        text = target.read_text()
        assert old in text
        target.write_text(text.replace(old, new))
        self.commit()

    def write(self, path: str, content: Content) -> None:
        """Write a file, and commit."""
        write(self.root / path, content)
        self.commit()

    def read(self, path: str) -> str:
        """A file's text."""
        return (self.root / path).read_text()

    def update(self, **asked: object) -> UpdateReport:
        """Update, as the command does."""
        request = UpdateRequest.model_validate({"root": self.root, "lock": False, **asked})
        return update(request, self.templates)

    def status(self) -> str:
        """What is in no commit."""
        return git("status", "--porcelain", "--untracked-files=all", folder=self.root)


def small_template(folder: Path) -> SmallTemplate:
    """A template with the release v1.0.0."""
    template = SmallTemplate(folder)
    folder.mkdir(parents=True)
    (folder / "copier.yml").write_text(COPIER_YML)
    template.release("v1.0.0", FILES)
    (folder / "template/hooks/pre-push").chmod(0o755)
    release(folder, "v1.0.1")
    return template


def new_repository(
    template: Path,
    root: Path,
    *,
    version: str = "v1.0.1",
    answers: Mapping[str, Answer] | None = None,
) -> Repository:
    """Render a version into ``root``, and commit."""
    repository = Repository(root, root.with_name(f"{root.name}-cache"))
    templates = repository.templates
    checkout = templates.store.checkout(str(template), version)
    render = templates.engine.render(checkout, {}, answers or {})
    for path, file in render.files.items():
        write(root / path, file.content)
        if file.kind is FileKind.EXECUTABLE:
            (root / path).chmod(0o755)
    git("init", "--quiet", "--initial-branch=main", folder=root)
    git("config", "user.name", "test", folder=root)
    git("config", "user.email", "test@example.com", folder=root)
    repository.commit("feat: start")
    return repository


def write(target: Path, content: Content) -> None:
    """Write a file and the folders above it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content if isinstance(content, bytes) else content.encode())


def snapshot(root: Path) -> Mapping[str, tuple[str, bytes]]:
    """Every file and link of a work tree, git's own aside, with mode and content."""
    found: dict[str, tuple[str, bytes]] = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != ".git"]
        for name in [*names, *(name for name in folders if Path(folder, name).is_symlink())]:
            path = Path(folder, name)
            if path.is_symlink():
                found[str(path.relative_to(root))] = ("link", os.fsencode(path.readlink()))
            else:
                mode = "x" if os.access(path, os.X_OK) else "-"
                found[str(path.relative_to(root))] = (mode, path.read_bytes())
    return found
