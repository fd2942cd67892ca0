"""A version of a template, compiled once: the files that it renders, and their sources."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath

import jinja2
from jinja2 import Template
from jinja2.loaders import FileSystemLoader
from jinja2.sandbox import SandboxedEnvironment
from pathspec import PathSpec

from goldenpath.model.errors import BadInputError
from goldenpath.model.ownership import Ownership
from goldenpath.model.rendered import FileKind
from goldenpath.operations.render.questionnaire import (
    Expression,
    Questionnaire,
    Values,
    compile_questionnaire,
)
from goldenpath.operations.render.template_config import TemplateConfig, read_template_config

_UNDEFINED = {
    "jinja2.Undefined": jinja2.Undefined,
    "jinja2.StrictUndefined": jinja2.StrictUndefined,
}


class UnsupportedTemplateError(BadInputError):
    """Only copier itself can render this template."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file of the template."""

    # The parts of its path below the root. A part may have Jinja expressions.
    parts: tuple[str, ...]
    kind: FileKind
    # Returns the compiled template; None if the file is copied without changes.
    template: Callable[[], Template] | None
    source: Path

    def content(self, values: Values) -> bytes:
        """Return the content of the rendered file."""
        if self.template is None:
            return _read(self.source)
        return self.template().render(values).encode()


class TemplatePlan:
    """The parts of a version of a template that do not depend on the answers."""

    def __init__(self, folder: Path) -> None:
        self._config = read_template_config(folder)
        if self._config.foreign_settings:
            raise UnsupportedTemplateError(
                f"The template uses _{self._config.foreign_settings[0]}, which only copier renders."
            )
        for name, details in self._config.questions.items():
            if _is_only_copiers(details):
                raise UnsupportedTemplateError(
                    f"The template's question {name} is of a kind that only copier answers."
                )
        self.folder = folder
        self._environment = _environment(self._config)
        self.questionnaire: Questionnaire = compile_questionnaire(
            self._config.questions, self._environment
        )
        root = folder / self._config.subdirectory
        self._paths = frozenset(_files_below(folder))
        # By the first part of their paths, which is the layer in a template of layers.
        self._layers: dict[str, list[PlannedFile]] = {}
        for path in _files_below(root):
            planned = self._plan(root, path)
            self._layers.setdefault(planned.parts[0], []).append(planned)
        self._excluded = tuple(Expression(line, self._environment) for line in self._config.exclude)
        self._text = lru_cache(maxsize=4096)(lambda text: Expression(text, self._environment))

    @property
    def ownership(self) -> Ownership:
        """Who owns which rendered path."""
        return self._config.ownership

    @property
    def answers_file(self) -> str:
        """The path of the answers file."""
        return self._config.answers_file

    def exclusion(self, values: Values) -> Callable[[str], bool] | None:
        """Return a function that says whether a path is excluded; None if no path is."""
        if not self._excluded:
            return None
        lines = [line for text in self._excluded for line in str(text.render(values)).splitlines()]
        return PathSpec.from_lines("gitignore", lines).match_file

    def files_of(self, values: Values, parts: dict[str, str]) -> Iterator[PlannedFile]:
        """Yield the files that may be rendered: those of the layers that apply.

        ``parts`` caches the parts of paths that are already rendered with the same values.
        """
        for layer, files in self._layers.items():
            if self._part(layer, values, parts):
                yield from files

    def path_of(self, file: PlannedFile, values: Values, parts: dict[str, str]) -> str | None:
        """Return the path that a file is rendered to.

        Return None if the file is not rendered: a part of its path is empty, or a template has
        the same path. ``parts`` caches as for ``files_of``.

        Raises:
            BadInputError: the path is outside the repository.
        """
        rendered: list[str] = []
        for part in file.parts:
            written = self._part(part, values, parts)
            if not written:
                return None
            rendered.append(written)
            if written == self.answers_file:
                return self.answers_file
        path = _joined(tuple(rendered))
        # copier does not copy a plain file if a template with the same path, relative to the root
        # of the whole template, exists.
        if file.template is None and f"{path}{self._config.suffix}" in self._paths:
            return None
        return path

    def _part(self, part: str, values: Values, parts: dict[str, str]) -> str:
        if part not in parts:
            parts[part] = str(self._text(part).render(values))
        return parts[part]

    def _plan(self, root: Path, path: str) -> PlannedFile:
        suffix = self._config.suffix
        source = root / path
        is_template = path.endswith(suffix)
        executable = os.access(source, os.X_OK)
        is_bare = source.name == suffix
        if source.is_symlink() or "{% yield" in path or is_bare:
            kind = "a file without a name" if is_bare else "a link or a loop"
            raise UnsupportedTemplateError(
                f"The template has {path}, {kind}, which only copier renders."
            )
        name = source.relative_to(self.folder).as_posix()
        return PlannedFile(
            parts=PurePosixPath(path.removesuffix(suffix) if is_template else path).parts,
            kind=FileKind.EXECUTABLE if executable else FileKind.PLAIN,
            # Compiled on its first use: most files are of shapes that a repository does not have.
            template=partial(self._environment.get_template, name) if is_template else None,
            source=source,
        )


@lru_cache(maxsize=4096)
def _read(source: Path) -> bytes:
    """The content of a file in a checkout, which never changes."""
    return source.read_bytes()


@lru_cache(maxsize=4096)
def _joined(parts: tuple[str, ...]) -> str:
    """Return the path of these parts, cached: most repositories have the same paths."""
    path = PurePosixPath(*parts)
    if path.is_absolute() or ".." in path.parts:
        raise BadInputError(
            f"The template renders the path '{path}' with these answers, which is outside the"
            " repository: correct the answer that the path contains."
        )
    return str(path)


def _files_below(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        # A link to a folder is listed among the folders, and is not walked.
        names += [name for name in folders if os.path.islink(os.path.join(folder, name))]
        folders[:] = sorted(name for name in folders if name != ".git")
        below = folder.removeprefix(os.fspath(root)).lstrip(os.sep)
        for name in sorted(names):
            yield f"{below}/{name}" if below else name


def _is_only_copiers(question: Mapping[str, object]) -> bool:
    """Return whether a question is asked, or recorded, in a way that is copier's alone."""
    if question.get("secret") or question.get("multiselect"):
        return True
    if question.get("when") is False:
        return False
    if "type" in question:
        return question["type"] in ("yaml", "json")
    return type(question.get("default")) not in (str, int, float, bool)


def _environment(config: TemplateConfig) -> SandboxedEnvironment:
    settings: dict[str, object] = {"keep_trailing_newline": True, **config.envops}
    undefined = settings.get("undefined", "jinja2.Undefined")
    if undefined not in _UNDEFINED:
        raise UnsupportedTemplateError(f"The template's _envops.undefined is {undefined!r}.")
    settings["undefined"] = _UNDEFINED[str(undefined)]
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(config.folder),
        extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
        # A checkout never changes, so a compiled template is never out of date.
        auto_reload=False,
        cache_size=-1,
        **settings,
    )
    return environment


@lru_cache(maxsize=64)
def plan_of(folder: Path) -> TemplatePlan:
    """Return the plan of a checkout, compiled once per process.

    Raises:
        UnsupportedTemplateError: only copier can render the template.
        BadInputError: it is not a template of goldenpath.
    """
    return TemplatePlan(folder)
