"""The template under pytest-copie, the plugin with which people test templates of copier.

It renders as stock copier does, so a team can test its own changes of the template like this.
"""

from collections.abc import Generator
from pathlib import Path

import pytest
import yaml
from pytest_copie.plugin import Copie

from support.template import copy_template, files_of, git, release

pytestmark = [
    pytest.mark.slow,
    # A checkout with changes in no commit is rendered with them, and copier says so.
    pytest.mark.filterwarnings("ignore::copier.errors.DirtyLocalWarning"),
]


@pytest.fixture(autouse=True)
def _own_loader() -> Generator[None]:
    """The plugin adds !include to PyYAML's own loader: take it away again."""
    before = dict(yaml.SafeLoader.yaml_constructors)
    yield
    yaml.SafeLoader.yaml_constructors = before


def test_a_copy_has_the_answers_and_the_shape_s_files(copie: Copie) -> None:
    result = copie.copy(extra_answers={"shape": "livekit-agent", "tier": "prototype"})
    assert (result.exit_code, result.exception) == (0, None)
    assert result.answers["shape"] == "livekit-agent"
    assert result.project_dir
    assert "python-prototype" in (result.project_dir / "check.toml").read_text()
    assert (result.project_dir / "src/orders_pipeline").is_dir()


def test_an_answer_that_is_not_valid_is_the_result_s_exception(copie: Copie) -> None:
    result = copie.copy(extra_answers={"owning_team": "Not a team!"})
    assert result.exit_code == -1
    assert "owning_team" in str(result.exception)


def test_an_update_keeps_what_the_team_owns(copie: Copie, tmp_path: Path) -> None:
    template = copy_template(tmp_path / "template")
    release(template, "v1.0.0")
    created = copie.copy(template_dir=template, vcs_ref="v1.0.0")
    assert created.project_dir
    release(created.project_dir, "ours")
    (created.project_dir / "README.md").write_text("# Ours\n")
    git("commit", "--quiet", "--all", "--message=docs: ours", folder=created.project_dir)
    hook = template / "template/{{base}}/.husky/pre-push"
    hook.write_text(hook.read_text() + "# newer\n")
    release(template, "v1.1.0")
    result = copie.update(created, vcs_ref="v1.1.0")
    assert (result.exit_code, result.exception) == (0, None)
    assert result.project_dir
    assert (result.project_dir / ".husky/pre-push").read_text().endswith("# newer\n")
    assert (result.project_dir / "README.md").read_text() == "# Ours\n"
    assert result.answers == created.answers
    changed = git("status", "--porcelain", folder=result.project_dir).split()[1::2]
    assert sorted(changed) == [".copier-answers.yml", ".husky/pre-push"]
    assert not [path for path in files_of(result.project_dir) if path.suffix == ".rej"]
