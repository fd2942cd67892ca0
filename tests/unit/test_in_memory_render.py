"""A template rendered in memory: which files there are, under which paths, with which content."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.recorded_answers import Answer
from goldenpath.model.rendered import FileKind, Render, RenderedFile
from goldenpath.operations.render.in_memory import InMemoryEngine
from goldenpath.operations.render.template_plan import UnsupportedTemplateError
from goldenpath.operations.template_store.checkouts import TemplateCheckout

from support.small_template import write

OWNERSHIP = "_ownership: {seeded: [], managed: [/**], merged: {}, generated: []}\n"
NAME = "name: {type: str, default: demo}\n"


def rendered(
    folder: Path,
    files: Mapping[str, str | bytes],
    settings: str = "_subdirectory: template\n",
    recorded: Mapping[str, Answer] | None = None,
) -> Render:
    write(folder / "copier.yml", OWNERSHIP + settings + NAME)
    for path, text in files.items():
        write(folder / path, text)
    checkout = TemplateCheckout(
        location="https://example.com/t", version="v1-2-gabc", commit="c" * 40, folder=folder
    )
    return InMemoryEngine().render(checkout, recorded or {}, {})


def texts(render: Render) -> dict[str, str]:
    return {path: file.content.decode() for path, file in render.files.items()}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"template/a": "{{ name }}\n"}, {"a": "{{ name }}\n"}),
        ({"template/a.jinja": "{{ name }}\n"}, {"a": "demo\n"}),
        ({"template/a.jinja": "no end"}, {"a": "no end"}),
        ({"template/deep/er/a": ""}, {"deep/er/a": ""}),
        ({"template/{{ name }}/a-{{ name }}.txt": "x"}, {"demo/a-demo.txt": "x"}),
        # What renders to nothing leaves out the file, or all that is in the folder.
        ({"template/{% if name == 'x' %}a{% endif %}": "x"}, {}),
        ({"template/{% if name == 'x' %}a{% endif %}/b": "x", "template/c": "x"}, {"c": "x"}),
        # Only what lies in the folder of the template is rendered.
        ({"a": "x", "template/b": "x", "other/c": "x"}, {"b": "x"}),
        ({"template/.git/a": "x", "template/.github/b": "x"}, {".github/b": "x"}),
        # Templates may include others, from beside the folder too.
        (
            {"template/a.jinja": "{% include 'parts/b' %}", "parts/b": "{{ name }}!"},
            {"a": "demo!"},
        ),
        # The answers file is where it is, whatever folder its template lies in.
        (
            {"template/layer/{{ _copier_conf.answers_file }}.jinja": "{{ name }}"},
            {".copier-answers.yml": "demo"},
        ),
    ],
)
def test_files_are_rendered(
    tmp_path: Path, files: Mapping[str, str], expected: Mapping[str, str]
) -> None:
    assert texts(rendered(tmp_path, files)) == expected


def test_a_template_knows_where_it_is_from(tmp_path: Path) -> None:
    text = """\
{{ _copier_answers._commit }} {{ _copier_answers._src_path }} {{ _copier_answers.name }}
{{ _copier_conf.vcs_ref }} {{ _copier_conf.vcs_ref_hash[:3] }} {{ _copier_conf.answers_file }}
{{ _copier_operation }} {{ _copier_phase }} {{ _copier_conf.sep }}
"""
    found = rendered(tmp_path, {"template/a.jinja": text})
    assert (
        texts(found)["a"]
        == """\
v1-2-gabc https://example.com/t demo
v1-2-gabc ccc .copier-answers.yml
copy render /
"""
    )
    assert found.answers == {"name": "demo"}
    assert found.defaulted == ("name",)
    assert found.ownership.managed == ("/**",)


def test_modes_and_bytes_stay(tmp_path: Path) -> None:
    files: Mapping[str, str | bytes] = {
        "template/run": "x",
        "template/run2.jinja": "{{ name }}",
        "template/raw": b"\xff\x00\r\n",
    }
    for path in ("template/run", "template/run2.jinja"):
        write(tmp_path / path, "")
        (tmp_path / path).chmod(0o755)
    found = rendered(tmp_path, files).files
    assert found == {
        "raw": RenderedFile(b"\xff\x00\r\n", FileKind.PLAIN),
        "run": RenderedFile(b"x", FileKind.EXECUTABLE),
        "run2": RenderedFile(b"demo", FileKind.EXECUTABLE),
    }


@pytest.mark.parametrize(
    ("settings", "files", "expected"),
    [
        ("", {"a": "x"}, {"copier.yml": None, "a": "x"}),
        (
            "_subdirectory: t\n_templates_suffix: .tmpl\n",
            {"t/a.tmpl": "{{ name }}", "t/b.jinja": "{{ name }}"},
            {"a": "demo", "b.jinja": "{{ name }}"},
        ),
        (
            '_subdirectory: t\n_exclude: ["*.log", "/{{ name }}/"]\n',
            {"t/a.log": "", "t/demo/b": "", "t/deep/c.log": "", "t/deep/demo/d": "", "t/e": ""},
            {"deep/demo/d": "", "e": ""},
        ),
        (
            "_subdirectory: t\n_envops: {variable_start_string: '[[', variable_end_string: ']]'}\n",
            {"t/a.jinja": "[[ name ]] {{ name }}"},
            {"a": "demo {{ name }}"},
        ),
        (
            "_subdirectory: t\n_envops: {keep_trailing_newline: false}\n",
            {"t/a.jinja": "x\n"},
            {"a": "x"},
        ),
        ("_subdirectory: t\n", {"t/a.jinja": "[{{ gone }}]"}, {"a": "[]"}),
        (
            "_subdirectory: t\n_answers_file: .other.yml\n",
            {"t/{{ _copier_conf.answers_file }}.jinja": "x"},
            {".other.yml": "x"},
        ),
        # Copier leaves a plain file out where a template of its name lies at the root.
        ("_subdirectory: t\n", {"t/a": "x", "a.jinja": "y"}, {}),
    ],
)
def test_settings_decide_what_is_a_template_and_what_is_left_out(
    tmp_path: Path, settings: str, files: Mapping[str, str], expected: Mapping[str, str | None]
) -> None:
    found = texts(rendered(tmp_path, files, settings))
    assert set(found) == set(expected)
    assert {path: text for path, text in found.items() if expected[path] is not None} == {
        path: text for path, text in expected.items() if text is not None
    }


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"template/{{ '..' }}/a": "x"}, "The template renders the path '../a' with these answers"),
        (
            {"template/{{ _copier_conf.sep }}etc/a": "x"},
            "The template renders the path '/etc/a' with these answers",
        ),
        (
            {"template/a/{{ _copier_conf.answers_file }}": "", "template/.copier-answers.yml": ""},
            "The template renders .copier-answers.yml twice with these answers",
        ),
        ({"template/{{ name }}": "x", "template/demo": "y"}, "The template renders demo twice"),
        ({"template/a.jinja": "{{ 1 / 0 }}"}, "cannot be rendered with these answers: division"),
        ({"template/a.jinja": "{{ name.x.y }}"}, "cannot be rendered with these answers"),
        ({"template/a.jinja": "{% if %}"}, "cannot be rendered with these answers"),
        ({"template/a.jinja": "{% include 'gone' %}"}, "with these answers: 'gone' not found"),
        ({"template/a.jinja": "{{ [][3] + 1 }}"}, "cannot be rendered with these answers"),
    ],
)
def test_what_cannot_be_rendered_is_one_sentence(
    tmp_path: Path, files: Mapping[str, str], problem: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        rendered(tmp_path, files)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("files", "settings", "problem"),
    [
        ({}, "_secret_questions: [name]\n", "_secret_questions, which only copier renders"),
        ({}, "_envops: {undefined: other.Undefined}\n", "_envops.undefined is 'other.Undefined'"),
        ({"t/{% yield x from y %}a": ""}, "_subdirectory: t\n", "a link or a loop"),
    ],
)
def test_what_only_copier_can_render_is_told(
    tmp_path: Path, files: Mapping[str, str], settings: str, problem: str
) -> None:
    with pytest.raises(UnsupportedTemplateError) as caught:
        rendered(tmp_path, files, settings)
    assert problem in str(caught.value)


def test_a_link_in_a_template_is_copier_s_to_render(tmp_path: Path) -> None:
    write(tmp_path / "template/a", "x")
    (tmp_path / "template/link").symlink_to("a")
    with pytest.raises(UnsupportedTemplateError, match="The template has link, a link or a loop"):
        rendered(tmp_path, {})


def test_what_is_undefined_is_an_error_where_the_template_wants_that(tmp_path: Path) -> None:
    settings = "_subdirectory: t\n_envops: {undefined: jinja2.StrictUndefined}\n"
    with pytest.raises(BadInputError, match="'gone' is undefined"):
        rendered(tmp_path, {"t/a.jinja": "{{ gone }}"}, settings)


def test_an_old_answer_is_known_to_the_question_with_a_new_name(tmp_path: Path) -> None:
    settings = "_subdirectory: t\nnew: {type: str, default: \"{{ old|default('none') }}\"}\n"
    found = rendered(tmp_path, {"t/a.jinja": "{{ new }}"}, settings, {"old": "mine", "name": "x"})
    assert texts(found) == {"a": "mine"}
    assert found.answers == {"new": "mine", "name": "x"}
    assert found.defaulted == ("new",)


def test_a_lazy_engine_renders_what_is_compared_and_the_rest_when_it_is_read(
    tmp_path: Path,
) -> None:
    ownership = "_ownership: {seeded: [/src/], managed: [/ci], merged: {}, generated: [/lock]}\n"
    write(tmp_path / "copier.yml", f"{ownership}_subdirectory: template\n{NAME}")
    files = {"ci.jinja": "{{ name }}\n", "src/a.jinja": "{{ 1 // 0 }}", "lock.jinja": "{{ name }}"}
    for path, text in files.items():
        write(tmp_path / "template" / path, text)
    checkout = TemplateCheckout(
        location="https://example.com/t", version="v1", commit="c" * 40, folder=tmp_path
    )
    with pytest.raises(BadInputError, match="cannot be rendered"):
        InMemoryEngine().render(checkout, {}, {})
    render = InMemoryEngine(lazy=True).render(checkout, {}, {})
    assert set(render.files) == {"ci", "src/a", "lock"}
    assert len(render.files) == 3
    assert "src/a" in render.files
    assert "src/b" not in render.files
    assert render.files.get("src/b") is None
    assert [render.files[path].content for path in ("ci", "lock")] == [b"demo\n", b"demo"]
    with pytest.raises(BadInputError, match="cannot be rendered with these answers"):
        render.files["src/a"]
    # A file that is compared is rendered at once, so that a failure is about the answers.
    write(tmp_path / "template/ci.jinja", "{{ 1 // 0 }}")
    broken = checkout.model_copy(update={"folder": tmp_path.rename(tmp_path.parent / "moved")})
    with pytest.raises(BadInputError, match="cannot be rendered"):
        InMemoryEngine(lazy=True).render(broken, {}, {})


def test_a_link_to_a_folder_is_left_to_copier(tmp_path: Path) -> None:
    write(tmp_path / "template/ci/build.yml", "x\n")
    (tmp_path / "template/ci2").symlink_to("ci")
    with pytest.raises(UnsupportedTemplateError, match="The template has ci2, a link or a loop"):
        rendered(tmp_path, {})
