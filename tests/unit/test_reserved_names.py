"""The names that a package cannot have are those that Python itself knows."""

import keyword
import sys

import yaml

from support.template import ROOT, catalogue

RESERVED = yaml.safe_load((ROOT / "questions/reserved_names.yml").read_text())


def test_every_keyword_is_reserved() -> None:
    assert {word.lower() for word in keyword.kwlist} <= set(RESERVED["keywords"])


def test_every_standard_module_of_this_python_is_reserved() -> None:
    public = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    assert public <= set(RESERVED["standard_library"])


def test_every_dependency_of_every_shape_is_reserved() -> None:
    installed = {
        requirement.split("[")[0].split(">")[0].split("=")[0]
        for shape in catalogue().shapes
        for requirement in (*shape.dependencies, *shape.development)
    }
    assert installed <= set(RESERVED["distributions"])
