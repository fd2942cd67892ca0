"""Check with deptry that a rendered project declares exactly the distributions that it imports."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from goldenpath.model.catalogue import read_catalogue
from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.model.rendered import FileKind, Render
from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.task import TaskResult
from goldenpath.operations.release.gate.tools import Tools, find_tool, not_installed
from goldenpath.rules.evidence.documents import UnreadableError, parse_toml, texts_at

_SOURCE = "src/"
# Upstream distributions whose module has another name, and that no organisation's profile names.
_MODULES = {"livekit-plugins-openai": "livekit"}


@dataclass(frozen=True)
class DependenciesMatch:
    """Below src/, every import is declared in [project], and every declared one is imported."""

    def __call__(self, context: GateContext) -> TaskResult:
        """Check each different set of modules and dependencies once, without installing them."""
        tool = find_tool("deptry")
        if tool is None:
            return TaskResult((not_installed("deptry"),))
        tools, refusals = Tools(), []
        modules = modules_of(context.candidate.folder)
        seen: set[Sources] = set()
        for combination, render in context.renders.items():
            sources = sources_of(render)
            if sources in seen or not sources.files:
                continue
            seen.add(sources)
            if said := problems_in(sources, modules, tool, tools):
                refusals.append(
                    f"deptry finds problems in the dependencies of {combination.name}: {said}."
                )
        return TaskResult(tuple(refusals), tools.seconds)


@dataclass(frozen=True)
class Sources:
    """What decides the outcome: the dependencies, and the modules below src/."""

    dependencies: tuple[str, ...]
    files: frozenset[tuple[str, bytes]]

    @property
    def packages(self) -> tuple[str, ...]:
        """The project's own packages."""
        return tuple(sorted({path.split("/")[1].removesuffix(".py") for path, _ in self.files}))


def sources_of(render: Render) -> Sources:
    """Return the modules and the dependencies of a render."""
    project = render.files.get(PROJECT_FILE)
    try:
        document = parse_toml(project.content.decode() if project else "")
    except UnreadableError:
        # Another check, of the suites, refuses this.
        document = {}
    return Sources(
        texts_at(document, "project", "dependencies"),
        frozenset(
            (path, file.content)
            for path, file in render.files.items()
            if path.startswith(_SOURCE) and path.endswith(".py") and file.kind is not FileKind.LINK
        ),
    )


def problems_in(
    sources: Sources, modules: Mapping[str, str], tool: Path, tools: Tools
) -> str | None:
    """Return what deptry says about a project; None if it finds no problem."""
    listed = "".join(f"  '''{dependency}''',\n" for dependency in sources.dependencies)
    with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
        root = Path(scratch)
        (root / PROJECT_FILE).write_text(
            f'[project]\nname = "rendered"\nversion = "0"\ndependencies = [\n{listed}]\n',
            encoding="utf-8",
        )
        for path, content in sources.files:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        mapped = ",".join(f"{name}={module}" for name, module in sorted(modules.items()))
        own = [word for name in sources.packages for word in ("--known-first-party", name)]
        command = [tool, _SOURCE, "--no-ansi", *own, "--package-module-name-map", mapped]
        said = tools.attempt(command, root)
    if said is None:
        return None
    found = [line for line in said.split(" | ") if ": DEP" in line]
    return "; ".join(found) or said


def modules_of(template: Path) -> Mapping[str, str]:
    """Return the top-level modules of distributions that have another name than their module."""
    try:
        organisations = read_catalogue(template).organisations
    except BadInputError:
        # Another check, that everything renders, refuses this.
        organisations = ()
    packages = [package for one in organisations for package in one.packages.all()]
    named = {package.distribution: package.module.partition(".")[0] for package in packages}
    return _MODULES | named
