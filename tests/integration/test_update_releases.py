"""Every release so far updates to this template, for every shape, with the edits of teams."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from goldenpath.model.update import UpdateState
from goldenpath.operations.template_store.checkouts import TemplateStore

from support.releases import release_clone, release_commits, require_history
from support.small_template import Repository, new_repository, snapshot

pytestmark = pytest.mark.slow

SHAPES = ("lambda-pipeline", "llm-service", "livekit-agent")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require_history()
    return release_clone(tmp_path_factory.mktemp("releases") / "goldenpath")


def sources(clone: Path, cache: Path) -> list[tuple[str, str]]:
    """Every release with each of the shapes that it has."""
    store = TemplateStore(cache)
    return [
        (tag, shape)
        for tag, _ in release_commits()
        for shape in SHAPES
        if (store.checkout(str(clone), tag).folder / "shapes" / f"{shape}.yml").exists()
    ]


def edit(repository: Repository) -> Mapping[str, str]:
    """The standard set of edits: what must be found again, by path."""
    root = repository.root
    package = next(path.name for path in (root / "src").iterdir() if path.is_dir())
    project = repository.read("pyproject.toml")
    project = project.replace("dependencies = [\n", 'dependencies = [\n  "humanize>=4",\n', 1)
    workflow = repository.read(".github/workflows/ci.yml")
    job = "\n  ours:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ours\n"
    written = {
        "pyproject.toml": project + "\n# Ours.\n[tool.ours]\nvalue = 1\n",
        "README.md": repository.read("README.md") + "\n## Ours\n",
        ".gitignore": repository.read(".gitignore") + "/ours/\n",
        ".github/workflows/ci.yml": workflow.rstrip("\n") + "\n" + job,
        f"src/{package}/ours.py": '"""Ours."""\n',
    }
    for path, text in written.items():
        (root / path).write_text(text)
    deleted = sorted((root / "tests/unit").glob("test_*.py"))[0]
    deleted.unlink()
    repository.commit()
    return {**written, str(deleted.relative_to(root)): ""}


def test_every_release_updates_with_every_edit_kept(clone: Path, tmp_path: Path) -> None:
    tried = sources(clone, tmp_path / "cache")
    assert tried
    for version, shape in tried:
        root = tmp_path / f"{version}-{shape}"
        repository = new_repository(clone, root, version=version, answers={"shape": shape})
        written = edit(repository)
        report = repository.update(to="HEAD")
        assert report.conflicts == (), (version, shape)
        # The newest release may be this very template.
        assert report.state in (UpdateState.UPDATED, UpdateState.UP_TO_DATE)
        assert repository.status() == ""
        require_kept(repository, written)


def require_kept(repository: Repository, written: Mapping[str, str]) -> None:
    for path, text in written.items():
        if not text:
            assert not (repository.root / path).exists()
        elif path == "pyproject.toml":
            merged = tomllib.loads(repository.read(path))
            assert "humanize>=4" in merged["project"]["dependencies"]
            assert merged["tool"]["ours"] == {"value": 1}
            assert "\n# Ours.\n[tool.ours]" in repository.read(path)
        elif path == ".github/workflows/ci.yml":
            assert "  ours:\n    runs-on: ubuntu-latest\n" in repository.read(path)
        else:
            assert repository.read(path) == text


def test_every_pristine_release_becomes_a_fresh_render(clone: Path, tmp_path: Path) -> None:
    for version, shape in sources(clone, tmp_path / "cache"):
        root = tmp_path / f"{version}-{shape}"
        repository = new_repository(clone, root, version=version, answers={"shape": shape})
        repository.update(to="HEAD")
        fresh = new_repository(
            clone, tmp_path / f"fresh-{version}-{shape}", version="HEAD", answers={"shape": shape}
        )
        ownership = repository.templates.store.checkout(str(clone), "HEAD")
        render = repository.templates.engine.render(ownership, {}, {"shape": shape})
        updated, wanted = snapshot(repository.root), snapshot(fresh.root)
        for path in render.files:
            if render.ownership.owner_of(path) != "seeded":
                assert updated[path] == wanted[path], (version, shape, path)
