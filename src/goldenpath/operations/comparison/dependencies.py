"""Read the dependencies of a rendered pyproject.toml, each with the list that contains it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from goldenpath.model.file_names import PROJECT_FILE
from goldenpath.model.rendered import RenderedFile
from goldenpath.model.toml_text import parse


@dataclass(frozen=True, slots=True)
class Required:
    """One dependency, and the list that contains it."""

    group: str
    text: str


def requirements_of(files: Mapping[str, RenderedFile]) -> dict[str, tuple[Required, ...]]:
    """Return every dependency, by the name of its distribution."""
    file = files.get(PROJECT_FILE)
    document = parse(file.content) if file else None
    found: dict[str, tuple[Required, ...]] = {}
    for group, texts in _lists(document or {}):
        for text in texts:
            name = _name(text)
            found[name] = (*found.get(name, ()), Required(group, text))
    return found


def _lists(document: Mapping[str, object]) -> Iterator[tuple[str, list[str]]]:
    project = _table(document, "project")
    yield "the dependencies", _texts(project.get("dependencies"))
    for extra, texts in _table(project, "optional-dependencies").items():
        yield f"the extra {extra}", _texts(texts)
    for group, texts in _table(document, "dependency-groups").items():
        yield f"the group {group}", _texts(texts)
    uv = _table(_table(document, "tool"), "uv")
    yield "the constraints", _texts(uv.get("constraint-dependencies"))


def _table(document: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = document.get(name)
    return table if isinstance(table, dict) else {}


def _texts(found: object) -> list[str]:
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _name(text: str) -> str:
    try:
        return canonicalize_name(Requirement(text).name)
    except InvalidRequirement:
        return text
