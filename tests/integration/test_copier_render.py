"""Rendering by copier: what is recorded, and what is refused."""

import warnings
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.recorded_answers import Answers
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.render.copier_engine import CopierEngine
from goldenpath.operations.render.copier_render import RenderRequest, render
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.render.template_source import TemplateSource
from goldenpath.operations.template_store.checkouts import TemplateCheckout

from support.small_template import COPIER_YML, SmallTemplate, write
from support.template import git


def request(
    small: SmallTemplate, version: str | None = "v1.0.1", answers: Answers | None = None
) -> RenderRequest:
    return RenderRequest(
        template=TemplateSource(location=str(small.folder), version=version),
        answers=answers or {},
        defaults={"shape": "large"},
        ask=False,
    )


def test_a_render_tells_its_version_and_its_answers(small: SmallTemplate, tmp_path: Path) -> None:
    record = render(request(small, answers={"tier": "production"}), tmp_path / "repo")
    assert record.version == "v1.0.1"
    assert record.answers == {
        "package": "pkg",
        "project_slug": "demo",
        "python_version": "3.13",
        "shape": "large",
        "tier": "production",
    }
    assert not record.has_uncommitted_template
    assert (tmp_path / "repo/hooks/pre-push").stat().st_mode & 0o100


def test_a_template_with_uncommitted_work_is_told(small: SmallTemplate, tmp_path: Path) -> None:
    write(small.folder / "template/new.txt", "x\n")
    with warnings.catch_warnings():
        # As who sets PYTHONWARNINGS does.
        warnings.simplefilter("ignore")
        record = render(request(small, "HEAD"), tmp_path / "repo")
    assert record.has_uncommitted_template


def test_a_template_in_a_plain_folder_has_no_version(small: SmallTemplate, tmp_path: Path) -> None:
    git("clone", "--quiet", small.folder, tmp_path / "plain", folder=tmp_path)
    (tmp_path / "plain/.git").rename(tmp_path / "gone")
    text = "{{ dict(_copier_answers.items()|rejectattr('0', 'in', ['_commit']))|to_nice_yaml -}}\n"
    write(tmp_path / "plain/template/{{_copier_conf.answers_file}}.jinja", text)
    plain = SmallTemplate(tmp_path / "plain")
    assert render(request(plain, None), tmp_path / "repo").version is None


def test_a_question_that_is_none_is_refused(small: SmallTemplate, tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        render(request(small, answers={"tire": "production"}), tmp_path / "repo")
    assert str(caught.value) == (
        "There is no question 'tire' in this template: its questions are package, project_slug,"
        " python_version, shape, tier."
    )


@pytest.mark.parametrize("name", ["project_slug", "shape", "tier", "python_version"])
def test_a_template_must_ask_what_goldenpath_reads(
    small: SmallTemplate, tmp_path: Path, name: str
) -> None:
    text = COPIER_YML.replace(f"\n{name}:\n", f"\n{name}_:\n")
    project = (small.folder / "template/pyproject.toml.jinja").read_text()
    files = {"pyproject.toml.jinja": project.replace("{{ project_slug }}", "demo")}
    small.release("v1.1.0", files, copier_yml=text)
    asked = request(small, "v1.1.0").model_copy(update={"defaults": {}})
    with pytest.raises(BadInputError, match=f"its render has no {name} in .copier-answers.yml"):
        render(asked, tmp_path / "repo")


def test_a_version_that_there_is_not_is_refused(small: SmallTemplate, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="has no version 'v9'"):
        render(request(small, "v9"), tmp_path / "repo")


def test_the_engine_tells_which_answers_are_defaults(small: SmallTemplate) -> None:
    commit = git("rev-parse", "v1.0.1", folder=small.folder).strip()
    checkout = TemplateCheckout(
        location=str(small.folder), version="v1.0.1", commit=commit, folder=small.folder
    )
    found = CopierEngine().render(checkout, {"tier": "x", "gone": "y"}, {"shape": "z"})
    assert found.defaulted == ("package", "project_slug", "python_version")
    assert found.answers["tier"] == "x"
    assert found.answers["shape"] == "z"
    assert found.files["hooks/pre-push"].kind == "100755"
    assert found.files[".python-version"].content == b"3.13\n"
    assert found.ownership.managed[0] == "/.python-version"


def test_the_engine_reads_a_link_as_a_link(small: SmallTemplate) -> None:
    (small.folder / "template/ci/link.yml").symlink_to("build.yml")
    small.release("v1.1.0", copier_yml=f"_preserve_symlinks: true\n{COPIER_YML}")
    commit = git("rev-parse", "v1.1.0", folder=small.folder).strip()
    checkout = TemplateCheckout(
        location=str(small.folder), version="v1.1.0", commit=commit, folder=small.folder
    )
    found = CopierEngine().render(checkout, {}, {})
    # What goldenpath's own engine cannot render, copier does.
    assert choose_engine(use_copier=False).render(checkout, {}, {}) == found
    assert found.files["ci/link.yml"] == RenderedFile(b"build.yml", FileKind.LINK)
    assert found.files["ci/build.yml"].kind is FileKind.PLAIN
