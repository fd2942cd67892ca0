"""Single template files, rendered with copier's Jinja settings and without its other work.

Copier takes a tenth of a second for the smallest template, and thousands of examples are wanted.
tests/integration/test_descriptions.py compares this with copier itself.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import yaml
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from goldenpath.operations.render.answers import Answer


class FastRender:
    """Renders files of one template."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._environment = SandboxedEnvironment(
            loader=FileSystemLoader(template),
            extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
            undefined=StrictUndefined,
            keep_trailing_newline=True,
        )
        documents = yaml.load_all(
            (template / "copier.yml").read_text(),
            Loader=_loader_for(template),  # noqa: S506
        )
        self._questions = {name: it for document in documents for name, it in document.items()}
        self._defaults = {
            name: self._environment.from_string(question["default"])
            for name, question in self._questions.items()
            if not name.startswith("_") and isinstance(question["default"], str)
        }

    def context(self, answers: Mapping[str, Answer]) -> dict[str, object]:
        """Every question's answer: the given one, or the default."""
        known: dict[str, object] = {}
        for name in self._questions:
            if not name.startswith("_"):
                known[name] = answers[name] if name in answers else self._default(name, known)
        recorded = {
            name: value
            for name, value in known.items()
            if self._questions[name].get("when") is not False
        }
        return known | {"_copier_answers": {"_src_path": "/template"} | recorded}

    def file(self, path: str, context: Mapping[str, object]) -> str:
        """The content of the file that ``path`` of the template renders."""
        return self._environment.get_template(path).render(context)

    def _default(self, name: str, known: Mapping[str, object]) -> object:
        question = self._questions[name]
        if name not in self._defaults:
            return question["default"]
        rendered = self._defaults[name].render(known)
        return json.loads(rendered) if question["type"] == "yaml" else rendered


def _loader_for(template: Path) -> type[yaml.SafeLoader]:
    class Loader(yaml.SafeLoader):
        """Reads copier.yml as copier does."""

    def include(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> list[object]:
        pattern = str(loader.construct_scalar(node))
        return [yaml.safe_load(path.read_text()) for path in sorted(template.glob(pattern))]

    Loader.add_constructor("!include", include)
    return Loader
