"""A template whose next release is made at random: numbers say what changes."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from support.small_template import ANSWERS_TEMPLATE, COPIER_YML
from support.template import release

# Names that the template and the team both use, so that they meet.
NAMES = (
    "ci/build.yml",
    "ci/n0",
    "ci/n0/inner",
    "ci/n1.log",
    "ci/Build.yml",
    "hooks/pre-push",
    "other/n2",
    "other/deep/n3",
    "pkg/n4",
    "pkg/tool.txt",
)
SEEDS = ("src/app.py", "src/n5.py", "src/n5.py/inner.py", "README.md")


@dataclass(frozen=True)
class Item:
    """An element of a list, with a comment above and one beside it."""

    text: str
    above: str = ""
    beside: str = ""

    def lines(self) -> list[str]:
        """As it stands in the file."""
        above = [f"  # {self.above}"] if self.above else []
        beside = f"  # {self.beside}" if self.beside else ""
        return [*above, f'  "{self.text}",{beside}']


@dataclass
class Project:
    """The template's pyproject.toml."""

    dependencies: list[Item] = field(default_factory=lambda: [Item("pydantic>=2")])
    dev: list[Item] = field(
        default_factory=lambda: [Item("pytest>=8"), Item("ruff>=0.12"), Item("ty>=0.1")]
    )
    select: list[Item] = field(default_factory=lambda: [Item("E"), Item("F")])
    keys: dict[str, str] = field(default_factory=lambda: {"line-length": "100"})
    heading: str = "Lint: why these rules."

    def text(self) -> str:
        """The file."""
        keys = [f"{name} = {value}" for name, value in self.keys.items()]
        return "\n".join(
            [
                "[project]",
                'name = "{{ project_slug }}"',
                'version = "0.1.0"',
                'requires-python = ">=3.13"',
                *_list("dependencies", self.dependencies),
                "",
                "[dependency-groups]",
                *_list("dev", self.dev),
                "",
                f"# {self.heading}",
                "[tool.ruff]",
                *keys,
                "",
                "[tool.ruff.lint]",
                *_list("select", self.select),
                "",
            ]
        )


def _list(name: str, items: Sequence[Item]) -> list[str]:
    return [f"{name} = [", *(line for item in items for line in item.lines()), "]"]


@dataclass
class ChangingTemplate:
    """A template in git, and what its next release would render."""

    folder: Path
    files: dict[str, list[str]] = field(default_factory=dict)
    executable: set[str] = field(default_factory=set)
    project: Project = field(default_factory=Project)
    versions: int = 0
    _lines: int = 0

    def start(self) -> None:
        """Make the first release."""
        self.folder.mkdir(parents=True)
        for path in ("ci/build.yml", "hooks/pre-push", "pkg/tool.txt", "src/app.py", "README.md"):
            self.files[path] = [self.line() for _ in range(8)]
        self.executable.add("hooks/pre-push")
        self.release()

    @property
    def version(self) -> str:
        """The newest release."""
        return f"v1.{self.versions}.0"

    def line(self) -> str:
        """A line that the template has never had."""
        self._lines += 1
        return f"tp{self._lines:06}q: of the template"

    def release(self) -> str:
        """Write everything, and tag it."""
        self.versions += 1
        inside = self.folder / "template"
        shutil.rmtree(inside, ignore_errors=True)
        for path, lines in self.files.items():
            target = inside / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("".join(f"{line}\n" for line in lines))
            target.chmod(0o755 if path in self.executable else 0o644)
        (inside / ".gitignore").write_text(".venv/\n*.ignored\n")
        (inside / "pyproject.toml.jinja").write_text(self.project.text())
        (inside / "{{_copier_conf.answers_file}}.jinja").write_text(ANSWERS_TEMPLATE)
        (self.folder / "copier.yml").write_text(COPIER_YML)
        release(self.folder, self.version)
        return self.version

    def change(self, kind: str, one: int, two: int) -> None:
        """Change something for the next release."""
        CHANGES[kind](self, one, two)

    def fits(self, path: str) -> bool:
        """Whether the path is free, and is no folder of others nor below a file."""
        return not any(
            other == path or other.startswith(f"{path}/") or path.startswith(f"{other}/")
            for other in self.files
        )

    def managed(self, number: int) -> str | None:
        """One of the managed files."""
        paths = sorted(path for path in self.files if path in NAMES)
        return paths[number % len(paths)] if paths else None

    def seeded(self, number: int) -> str | None:
        """One of the seeded files."""
        paths = sorted(path for path in self.files if path in SEEDS)
        return paths[number % len(paths)] if paths else None


def _change_line(template: ChangingTemplate, one: int, two: int) -> None:
    if path := template.managed(one):
        lines = template.files[path]
        lines[two % len(lines)] = template.line()


def _add_line(template: ChangingTemplate, one: int, two: int) -> None:
    if path := template.managed(one):
        lines = template.files[path]
        lines.insert(two % (len(lines) + 1), template.line())


def _drop_line(template: ChangingTemplate, one: int, two: int) -> None:
    path = template.managed(one)
    if path and len(template.files[path]) > 1:
        del template.files[path][two % len(template.files[path])]


def _rename(template: ChangingTemplate, one: int, two: int) -> None:
    path = template.managed(one)
    if not path:
        return
    lines = template.files.pop(path)
    new = NAMES[two % len(NAMES)]
    target = new if template.fits(new) else path
    template.files[target] = lines
    if path in template.executable:
        template.executable.add(target)


def _drop(template: ChangingTemplate, one: int, _two: int) -> None:
    if path := template.managed(one):
        del template.files[path]


def _add(template: ChangingTemplate, one: int, two: int) -> None:
    path = NAMES[one % len(NAMES)]
    if template.fits(path):
        template.files[path] = [template.line() for _ in range(1 + two % 6)]


def _seed(template: ChangingTemplate, one: int, _two: int) -> None:
    path = SEEDS[one % len(SEEDS)]
    if template.fits(path):
        template.files[path] = [template.line() for _ in range(4)]


def _change_seed(template: ChangingTemplate, one: int, two: int) -> None:
    if path := template.seeded(one):
        lines = template.files[path]
        lines[two % len(lines)] = template.line()


def _move_seed(template: ChangingTemplate, one: int, two: int) -> None:
    path = template.seeded(one)
    if not path:
        return
    lines = template.files.pop(path)
    new = SEEDS[two % len(SEEDS)]
    # To its own name: then it is gone.
    if new != path:
        template.files[new if template.fits(new) else path] = lines


def _to_folder(template: ChangingTemplate, _one: int, _two: int) -> None:
    if "ci/n0" in template.files:
        template.files["ci/n0/inner"] = template.files.pop("ci/n0")
    elif "ci/n0/inner" in template.files:
        template.files["ci/n0"] = template.files.pop("ci/n0/inner")
    else:
        template.files["ci/n0"] = [template.line() for _ in range(3)]


def _executable(template: ChangingTemplate, one: int, _two: int) -> None:
    if path := template.managed(one):
        template.executable ^= {path}


def _list_of(template: ChangingTemplate, one: int) -> list[Item]:
    project = template.project
    return (project.dev, project.dev, project.select, project.dependencies)[one % 4]


def _change_item(template: ChangingTemplate, one: int, two: int) -> None:
    items = _list_of(template, one)
    if items:
        at = two % len(items)
        name, _, version = items[at].text.partition(">=")
        if version:
            items[at] = replace(items[at], text=f"{name}>={version}.1")
        else:
            items[at] = replace(items[at], text=f"{name}1")


def _add_item(template: ChangingTemplate, one: int, two: int) -> None:
    items = _list_of(template, one)
    new = f"new{two % 5}>=1" if items is not template.project.select else f"N{two % 5}"
    if not any(item.text.partition(">=")[0] == new.partition(">=")[0] for item in items):
        items.insert(two % (len(items) + 1), Item(new))


def _drop_item(template: ChangingTemplate, one: int, two: int) -> None:
    items = _list_of(template, one)
    if items:
        del items[two % len(items)]


def _comment_item(template: ChangingTemplate, one: int, two: int) -> None:
    items = _list_of(template, one)
    if items:
        at = two % len(items)
        comment = template.line() if two % 3 else ""
        where = {"above": comment} if two % 2 else {"beside": comment}
        items[at] = replace(items[at], **where)


def _change_key(template: ChangingTemplate, one: int, two: int) -> None:
    names = ("line-length", "indent-width", "fix")
    name = names[one % len(names)]
    if two % 5 == 0:
        template.project.keys.pop(name, None)
    else:
        template.project.keys[name] = str(80 + two % 40) if name != "fix" else "true"


def _change_heading(template: ChangingTemplate, _one: int, _two: int) -> None:
    template.project.heading = template.line()


CHANGES: dict[str, Callable[[ChangingTemplate, int, int], None]] = {
    "change a line": _change_line,
    "add a line": _add_line,
    "drop a line": _drop_line,
    "rename": _rename,
    "drop": _drop,
    "add": _add,
    "seed": _seed,
    "change a seed": _change_seed,
    "move a seed": _move_seed,
    "file or folder": _to_folder,
    "executable": _executable,
    "change an element": _change_item,
    "add an element": _add_item,
    "drop an element": _drop_item,
    "comment an element": _comment_item,
    "change a key": _change_key,
    "change the heading": _change_heading,
}
