"""Read the copier.yml of one version of a template, as copier reads it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from goldenpath.model.base import DataModel
from goldenpath.model.errors import BadInputError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.ownership import Ownership
from goldenpath.model.validation import describe
from goldenpath.model.yaml_text import SafeLoader

_FILES = ("copier.yml", "copier.yaml")
# Settings that only copier supports. A template with one of them is rendered by copier itself.
_ONLY_COPIERS = frozenset(
    {"external_data", "jinja_extensions", "preserve_symlinks", "secret_questions"}
)
# Settings that goldenpath ignores and never executes. An old version may have them, and goldenpath
# must still be able to render its files.
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
    # Relative to `folder`. The pattern allows no path to outside it.
    subdirectory: Annotated[str, Field(pattern=r"^([^/.][^/]*(/[^/.][^/]*)*/?|\.)?$")] = ""
    suffix: str = ".jinja"
    answers_file: str = ANSWERS_FILE
    exclude: tuple[str, ...] = ()
    envops: Mapping[str, str | bool] = {}
    ownership: Ownership
    # The questions as copier.yml has them, by name, in the order in which they are asked.
    questions: Mapping[str, Mapping[str, object]]
    # The settings in this copier.yml that only copier supports.
    foreign_settings: tuple[str, ...]


def read_template_config(folder: Path) -> TemplateConfig:
    """Read the copier.yml below ``folder``.

    Raises:
        BadInputError: it is missing, cannot be read, or does not declare ownership.
    """
    raw = read_settings(folder)
    settings = {key.removeprefix("_"): value for key, value in raw.items() if key.startswith("_")}
    if "ownership" not in settings:
        raise BadInputError(
            f"The template {folder} does not say who owns which file: add _ownership to its"
            " copier.yml, or use a template of goldenpath."
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


def copier_may_refuse(folder: Path) -> bool:
    """Return whether the template asks copier to run something, or for a newer copier.

    Raises:
        BadInputError: its copier.yml cannot be read.
    """
    settings = read_settings(folder)
    if any(settings.get(f"_{name}") for name in _EXECUTED):
        return True
    needed = settings.get("_min_copier_version")
    if needed is None:
        return False
    # Imported here, since only a new repository needs them.
    from importlib.metadata import version

    from packaging.version import InvalidVersion, Version

    try:
        return Version(str(needed)) > Version(version("copier"))
    except InvalidVersion:
        return True


def _validated(settings: Mapping[str, object]) -> TemplateConfig:
    try:
        return TemplateConfig.model_validate(settings)
    except ValidationError as error:
        raise BadInputError(
            f"The copier.yml of {settings['folder']} has a setting that is not valid:"
            f" {describe(error)}."
        ) from error


def read_settings(folder: Path) -> Mapping[str, object]:
    """Return the whole content of copier.yml: settings, which begin with "_", and questions.

    Raises:
        BadInputError: it is missing or cannot be read.
    """
    path = next((folder / name for name in _FILES if (folder / name).is_file()), None)
    if path is None:
        raise BadInputError(
            f"{folder} is not a template, because it has no copier.yml: give the folder of one."
        )
    try:
        documents = list(_documents(path))
    except (OSError, ValueError, yaml.YAMLError) as error:
        problem = " ".join(str(error).split())
        raise BadInputError(f"{path} cannot be read: {problem}.") from error
    merged: dict[str, object] = {}
    for document in documents:
        if not isinstance(document, dict):
            raise BadInputError(f"{path} is not a mapping of settings and questions: correct it.")
        merged |= document
    return merged


def _documents(path: Path) -> Iterator[object]:
    root = path.parent.resolve()

    class Loader(SafeLoader):
        """A loader for the tag !include, which copier adds to YAML."""

    def include(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> list[object]:
        found: list[object] = []
        # Sorted by name. copier uses the order of the file system, so a template that depends on
        # the order could render different files on another machine.
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
