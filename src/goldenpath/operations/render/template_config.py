"""copier.yml of one version of a template, read as copier reads it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from goldenpath.model.data_file import DataModel, describe
from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.ownership import Ownership
from goldenpath.model.yaml_text import SafeLoader

_FILES = ("copier.yml", "copier.yaml")
# What copier knows and this reader does not: such a template is rendered by copier itself.
_ONLY_COPIERS = frozenset(
    {"external_data", "jinja_extensions", "preserve_symlinks", "secret_questions"}
)
# Never executed: an old version may have had them, and its files are wanted all the same.
_EXECUTED = frozenset({"tasks", "migrations"})
_READ = frozenset(
    {
        "answers_file",
        "envops",
        "exclude",
        "min_copier_version",
        "ownership",
        "skip_if_exists",
        "subdirectory",
        "templates_suffix",
    }
)


class TemplateConfig(DataModel):
    """The settings and the questions of a template."""

    folder: Path
    # Below the folder, and so written that it cannot lead out of it.
    subdirectory: Annotated[str, Field(pattern=r"^([^/.][^/]*(/[^/.][^/]*)*/?|\.)?$")] = ""
    suffix: str = ".jinja"
    answers_file: str = ANSWERS_FILE
    exclude: tuple[str, ...] = ()
    envops: Mapping[str, str | bool] = {}
    ownership: Ownership
    # By name, in the order in which they are asked; each as copier.yml has it.
    questions: Mapping[str, Mapping[str, object]]
    # Settings that only copier itself can render by.
    foreign_settings: tuple[str, ...]


def read_template_config(folder: Path) -> TemplateConfig:
    """Read the copier.yml below ``folder``.

    Raises:
        BadInputError: it is missing, broken, or says nothing about ownership.
    """
    raw = read_settings(folder)
    settings = {key.removeprefix("_"): value for key, value in raw.items() if key.startswith("_")}
    if "ownership" not in settings:
        raise BadInputError(
            f"The template {folder} does not say who owns which file (_ownership in copier.yml), so"
            " it is no template of goldenpath."
        )
    return _validated(
        {
            "folder": folder,
            "subdirectory": settings.get("subdirectory", ""),
            "suffix": settings.get("templates_suffix", ".jinja"),
            "answers_file": settings.get("answers_file", ANSWERS_FILE),
            "exclude": settings.get("exclude", ()),
            "envops": settings.get("envops", {}),
            "ownership": settings["ownership"],
            "questions": {
                key: value if isinstance(value, dict) else {"default": value}
                for key, value in raw.items()
                if not key.startswith("_")
            },
            "foreign_settings": tuple(
                name
                for name in settings
                if name in _ONLY_COPIERS
                or (name not in _READ | _EXECUTED and "message" not in name)
            ),
        }
    )


def _validated(settings: Mapping[str, object]) -> TemplateConfig:
    try:
        return TemplateConfig.model_validate(settings)
    except ValidationError as error:
        raise BadInputError(
            f"The copier.yml of {settings['folder']} has a setting of the wrong form:"
            f" {describe(error)}."
        ) from error


def read_settings(folder: Path) -> Mapping[str, object]:
    """Everything that copier.yml says: settings behind an underscore, and questions.

    Raises:
        BadInputError: it is missing or broken.
    """
    path = next((folder / name for name in _FILES if (folder / name).is_file()), None)
    if path is None:
        raise BadInputError(f"The template {folder} has no copier.yml, so it is no template.")
    try:
        documents = list(_documents(path))
    except (OSError, ValueError, yaml.YAMLError) as error:
        problem = " ".join(str(error).split())
        raise BadInputError(f"{path} cannot be read: {problem}.") from error
    merged: dict[str, object] = {}
    for document in documents:
        if not isinstance(document, dict):
            raise BadInputError(f"{path} is not a list of settings and questions.")
        merged |= document
    return merged


def _documents(path: Path) -> Iterator[object]:
    root = path.parent.resolve()

    class Loader(SafeLoader):
        """Knows the tag !include, which copier has added to YAML."""

    def include(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> list[object]:
        found: list[object] = []
        # In the order of the names: copier takes the file system's, and a template that depends on
        # it would not render the same twice.
        for included in sorted(root.glob(str(loader.construct_scalar(node)))):
            if not included.resolve().is_relative_to(root):
                raise ValueError(f"{included} is outside the template")
            found.extend(_flat(yaml.load_all(included.read_bytes(), Loader=Loader)))  # noqa: S506
        return found

    Loader.add_constructor("!include", include)
    yield from _flat(yaml.load_all(path.read_bytes(), Loader=Loader))  # noqa: S506


def _flat(items: Iterator[object]) -> Iterator[object]:
    for item in items:
        if isinstance(item, list):
            yield from _flat(iter(item))
        elif item:
            yield item
