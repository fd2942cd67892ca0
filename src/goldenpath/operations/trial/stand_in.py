"""Write a stand-in of an organisation's llm package: the same names, on the public packages.

One source serves all organisations. It is `stand_in/llm/` of goldenpath's checkout, and is
installed with goldenpath. goldenpath itself never imports it.
"""

import shutil
from pathlib import Path

import goldenpath
from goldenpath.model.organisation import Package
from goldenpath.operations.render.template_source import own_checkout

_PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "{distribution}"
version = "0.1.0"
description = "A stand-in of the organisation's llm package, for trials and tests."
requires-python = ">=3.13,<3.14"
dependencies = ["litellm>=1.55", "instructor>=1.7", "pydantic>=2", "pydantic-settings>=2"]

[project.optional-dependencies]
rag = []
server = ["fastapi>=0.115", "uvicorn>=0.34"]

[tool.hatch.build.targets.wheel]
packages = ["src/{top}"]
"""


def write_stand_in(package: Package, into: Path) -> None:
    """Write a project with the distribution and the module of ``package`` into a new folder."""
    source = (own_checkout() or Path(goldenpath.__file__).parent) / "stand_in" / "llm"
    module = into / "src" / package.module.replace(".", "/")
    shutil.copytree(source, module, ignore=shutil.ignore_patterns("__pycache__"))
    top = package.module.partition(".")[0]
    text = _PYPROJECT.format(distribution=package.distribution, top=top)
    (into / "pyproject.toml").write_text(text, encoding="utf-8")
