"""The template under test: copies of it, and renders of them by stock copier."""

import itertools
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import copier
import yaml

from goldenpath.model.catalogue import Catalogue, read_catalogue
from goldenpath.model.ownership import Ownership
from goldenpath.operations.render.answers import Answer

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE_PARTS = (
    "copier.yml",
    "organisations",
    "questions",
    "rulesets",
    "shapes",
    "template",
)


class _Loader(yaml.SafeLoader):
    """Reads copier.yml without its includes."""


_Loader.add_constructor("!include", lambda *_: [])
_TEXT = (ROOT / "copier.yml").read_text()
COPIER_YML = {
    name: found
    for document in yaml.load_all(_TEXT, Loader=_Loader)  # noqa: S506
    for name, found in document.items()
}
OWNERSHIP = Ownership.model_validate(COPIER_YML["_ownership"])
DIALECTS = ("documented", "extends")
# What an option adds or leaves out, once each: no option knows of a tier or a dialect.
OPTIONS: tuple[Mapping[str, Answer], ...] = (
    {"shape": "llm-service", "organisation": "progression-labs", "with_container": False},
    {"shape": "llm-service", "organisation": "palindrom-ai", "with_rag": True},
    {
        "shape": "lambda-pipeline",
        "organisation": "progression-labs",
        "with_template_updates": False,
    },
)


def catalogue() -> Catalogue:
    """The catalogue of this checkout."""
    return read_catalogue(ROOT)


def offered_pythons() -> list[str]:
    """Every version of Python that some shape offers, oldest first."""
    return sorted({version for shape in catalogue().shapes for version in shape.python.versions})


def combinations() -> Iterator[Mapping[str, Answer]]:
    """Answers for every shape, organisation, tier and dialect."""
    known = catalogue()
    for shape, organisation, ruleset, dialect in itertools.product(
        known.shapes, known.organisations, known.rulesets, DIALECTS
    ):
        yield {
            "shape": shape.name,
            "organisation": organisation.name,
            "tier": ruleset.tier.value,
            "standards_dialect": dialect,
        }


def combination_id(answers: Mapping[str, Answer]) -> str:
    """A short name for a combination, for test ids."""
    return "-".join(
        f"{name}={value}" if isinstance(value, bool) else str(value)
        for name, value in answers.items()
    )


def copy_template(into: Path) -> Path:
    """Copy the parts of this checkout that are the template into a plain folder."""
    into.mkdir(parents=True)
    for part in TEMPLATE_PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, into / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, into / part)
    return into


def git(*arguments: str | Path, folder: Path) -> str:
    """Run git in ``folder`` and return what it printed."""
    done = subprocess.run(
        ["git", "-c", "user.name=test", "-c", "user.email=test@example.com", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def release(template: Path, version: str) -> None:
    """Commit everything in ``template`` as a release."""
    if not (template / ".git").exists():
        git("init", "--quiet", "--initial-branch=main", folder=template)
    git("add", "--all", folder=template)
    git(
        "commit",
        "--quiet",
        "--allow-empty",
        f"--message=chore(release): {version}",
        folder=template,
    )
    git("tag", version, folder=template)


def render(template: Path, into: Path, answers: Mapping[str, Answer] | None = None) -> Path:
    """Render with stock copier, as `copier copy --defaults` does."""
    copier.run_copy(str(template), into, data=dict(answers or {}), defaults=True, quiet=True)
    return into


def files_of(repository: Path) -> list[Path]:
    """Every file of a rendered repository, relative to it, git's own aside."""
    return sorted(
        path.relative_to(repository)
        for path in repository.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(repository).parts
    )
