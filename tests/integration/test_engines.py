"""The engine in memory renders what copier renders, byte by byte, for every release and shape."""

import os
import random
import shutil
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import copier
import pytest
import yaml
from copier.errors import CopierError

from goldenpath.model.base import DataModel
from goldenpath.model.errors import GoldenpathError
from goldenpath.model.file_names import ANSWERS_FILE
from goldenpath.model.recorded_answers import Answer
from goldenpath.model.rendered import Render
from goldenpath.operations.render.copier_engine import CopierEngine
from goldenpath.operations.render.in_memory import InMemoryEngine
from goldenpath.operations.template_store.checkouts import TemplateCheckout, TemplateStore

from support.releases import release_clone, release_commits
from support.small_template import snapshot
from support.template import ROOT, catalogue

pytestmark = pytest.mark.slow

EACH = int(os.environ.get("GOLDENPATH_RENDERS", "12"))
VERSIONS = [tag for tag, _ in release_commits()] + ["HEAD"]
CHARACTERS = string.ascii_letters + string.digits + " -_.'\"\\{}%#:&é🚀"

# Valid for some shapes, or for none.
DOUBTFUL: list[tuple[str, Answer]] = [
    ("project_name", "A" * 41),
    ("tier", "toy"),
    ("python_version", "3.12"),
    ("python_version", "3.14"),
    ("owning_team", "Platform Team"),
    ("package_name", "json"),
    ("package_name", "../x"),
    ("description", ""),
]

type Answers = Mapping[str, Answer]
# By path: the mode, and the content.
type Files = Mapping[str, tuple[str, bytes]]


class Project(DataModel):
    """The releases of this project, checked out."""

    checkouts: tuple[TemplateCheckout, ...]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("engines")
    clone = release_clone(folder / "goldenpath")
    store = TemplateStore(folder / "cache")
    return Project(checkouts=tuple(store.checkout(str(clone), version) for version in VERSIONS))


def random_answers(chosen: random.Random, checkout: TemplateCheckout) -> Answers:
    """Answers as people give them: some by default, and now and then one that is not valid."""
    shapes, organisations = (
        [path.stem for path in sorted((checkout.folder / folder).glob("*.yml"))]
        for folder in ("shapes", "organisations")
    )
    valid: Mapping[str, list[Answer]] = {
        "project_name": [f"Orders {chosen.randrange(9999)}"],
        "description": [f"{random_text(chosen, 120)} a"],
        "organisation": list[Answer](organisations),
        "tier": ["production", "internal", "prototype"],
        "standards_dialect": ["documented", "extends"],
        "owning_team": ["platform"],
        "python_version": ["3.13"],
        "with_container": [True, False],
        "with_template_updates": [True, False],
    }
    answers: dict[str, Answer] = {"shape": chosen.choice(shapes)}
    answers |= {name: chosen.choice(values) for name, values in valid.items()}
    if chosen.random() < 0.3:
        name, answer = chosen.choice(DOUBTFUL)
        answers[name] = answer
    return answers


def random_text(chosen: random.Random, longest: int) -> str:
    return "".join(chosen.choices(CHARACTERS, k=chosen.randrange(1, longest)))


def rendered_by_copier(checkout: TemplateCheckout, answers: Answers, into: Path) -> Files | None:
    """What copier makes of a checkout, which is a plain folder; None when it refuses."""
    try:
        copier.run_copy(str(checkout.folder), into, data=dict(answers), defaults=True, quiet=True)
    except (CopierError, ValueError):
        return None
    return snapshot(into)


def kinds(render: Render) -> Files:
    modes = {"100755": "x", "100644": "-"}
    return {path: (modes[file.kind], file.content) for path, file in render.files.items()}


def without_version(found: Files) -> Mapping[str, tuple[str, object]]:
    """A plain folder has no version, which only the answers file shows."""
    answers = yaml.safe_load(found[ANSWERS_FILE][1])
    for name in ("_commit", "_commit_hash", "_src_path"):
        answers.pop(name, None)
    return {**found, ANSWERS_FILE: ("-", answers)}


@pytest.fixture
def without_git(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Copier asks git for every file that it writes; without git, it writes the same, sooner."""
    monkeypatch.setenv("PATH", "")
    yield


@pytest.mark.usefixtures("without_git")
@pytest.mark.parametrize("seed", range(4))
def test_random_answers_render_the_same(project: Project, tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311
    engine = InMemoryEngine()
    rendered = 0
    for number in range(EACH):
        checkout = project.checkouts[number % len(project.checkouts)]
        answers = random_answers(chosen, checkout)
        into = tmp_path / str(number)
        expected = rendered_by_copier(checkout, answers, into)
        try:
            render = engine.render(checkout, {}, answers)
        except GoldenpathError:
            assert expected is None, answers
            continue
        assert expected is not None, answers
        assert without_version(kinds(render)) == without_version(expected), answers
        shutil.rmtree(into)
        rendered += 1
    assert rendered > EACH / 4


@pytest.mark.parametrize("shape", [shape.name for shape in catalogue().shapes])
def test_a_render_from_git_is_the_same_with_its_version(project: Project, shape: str) -> None:
    checkout = project.checkouts[-1]
    answers: Answers = {"shape": shape, "tier": "internal"}
    assert (ROOT / "shapes" / f"{shape}.yml").exists()
    by_copier = CopierEngine().render(checkout, {}, answers)
    in_memory = InMemoryEngine().render(checkout, {}, answers)
    assert in_memory.files == by_copier.files
    assert in_memory.answers == by_copier.answers
    assert sorted(in_memory.defaulted) == sorted(by_copier.defaulted)
