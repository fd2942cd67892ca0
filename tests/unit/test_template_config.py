"""copier.yml as goldenpath reads it: settings, questions, and what only copier can do."""

from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.operations.render.template_config import (
    TemplateConfig,
    read_settings,
    read_template_config,
)

OWNERSHIP = "_ownership: {seeded: [], managed: [/a], merged: {}, generated: []}\n"


def config(folder: Path, text: str, name: str = "copier.yml") -> TemplateConfig:
    (folder / name).write_text(OWNERSHIP + text)
    return read_template_config(folder)


def test_settings_have_copier_s_defaults(tmp_path: Path) -> None:
    found = config(tmp_path, "")
    assert found.ownership.managed == ("/a",)
    assert (found.subdirectory, found.suffix, found.answers_file) == (
        "",
        ".jinja",
        ".copier-answers.yml",
    )
    assert (found.exclude, dict(found.envops), dict(found.questions)) == ((), {}, {})
    assert found.foreign_settings == ()


def test_settings_are_read(tmp_path: Path) -> None:
    text = """\
_subdirectory: deep/template
_templates_suffix: .tmpl
_answers_file: .answers.yml
_exclude: ["*.pyc"]
_envops: {block_start_string: "[%", keep_trailing_newline: false}
_min_copier_version: "9"
_skip_if_exists: [a]
q: {type: int, default: 3}
short: text
"""
    found = config(tmp_path, text, "copier.yaml")
    assert (found.subdirectory, found.suffix) == ("deep/template", ".tmpl")
    assert (found.answers_file, found.exclude) == (".answers.yml", ("*.pyc",))
    assert found.envops == {"block_start_string": "[%", "keep_trailing_newline": False}
    assert found.questions == {"q": {"type": "int", "default": 3}, "short": {"default": "text"}}
    assert found.foreign_settings == ()


@pytest.mark.parametrize(
    ("setting", "is_foreign"),
    [
        ("external_data", True),
        ("jinja_extensions", True),
        ("preserve_symlinks", True),
        ("secret_questions", True),
        ("some_new_setting", True),
        # Never executed, and so of no interest.
        ("tasks", False),
        ("migrations", False),
        ("message_after_copy", False),
        ("message_before_update", False),
        ("min_copier_version", False),
        ("skip_if_exists", False),
    ],
)
def test_what_only_copier_can_render_is_known(
    tmp_path: Path, setting: str, is_foreign: bool
) -> None:
    found = config(tmp_path, f"_{setting}: {{}}\n")
    assert found.foreign_settings == ((setting,) if is_foreign else ())


@pytest.mark.parametrize("folder", ["template", "a/b", "a/b/", ".", ""])
def test_the_template_may_lie_in_a_folder(tmp_path: Path, folder: str) -> None:
    assert config(tmp_path, f"_subdirectory: '{folder}'\n").subdirectory == folder


@pytest.mark.parametrize(
    "text",
    [
        "_subdirectory: ../outside\n",
        "_subdirectory: a/../b\n",
        "_subdirectory: /etc\n",
        "_subdirectory: .git\n",
        "_exclude: 3\n",
        "_ownership: {seeded: []}\n",
        "_templates_suffix: [a]\n",
    ],
)
def test_a_setting_of_another_form_is_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInputError, match=r"^The copier\.yml of .* a setting that is not valid"):
        config(tmp_path, text)


def test_a_template_must_say_who_owns_what(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"is not a template, because it has no copier\.yml"):
        read_template_config(tmp_path)
    (tmp_path / "copier.yml").write_text("q: 1\n")
    with pytest.raises(BadInputError, match="does not say who owns which file"):
        read_template_config(tmp_path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a\n- b\n", "is not a mapping of settings and questions"),
        ("a: [\n", "cannot be read"),
        ("a: !include ../*.yml\n", "outside the template"),
        ("a: !unknown b\n", "cannot be read"),
    ],
)
def test_a_copier_yml_of_another_form_is_one_sentence(
    tmp_path: Path, text: str, problem: str
) -> None:
    folder = tmp_path / "template"
    folder.mkdir()
    (tmp_path / "outside.yml").write_text("b: 1\n")
    (folder / "copier.yml").write_text(text)
    with pytest.raises(BadInputError) as caught:
        read_settings(folder)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_are_included_in_the_order_of_their_names(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("b", "a", "c"):
        (tmp_path / f"data/{name}.yml").write_text(f"name: {name}\n")
    (tmp_path / "copier.yml").write_text("q:\n  default: !include data/*.yml\n")
    assert read_settings(tmp_path) == {
        "q": {"default": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}
    }


def test_documents_are_put_together_and_the_last_one_wins(tmp_path: Path) -> None:
    (tmp_path / "more.yml").write_text("b: 2\nc: 2\n")
    (tmp_path / "copier.yml").write_text("a: 1\nb: 1\n---\n!include more.yml\n---\nc: 3\n---\n")
    assert read_settings(tmp_path) == {"a": 1, "b": 2, "c": 3}
