"""What a repository records, looked up in its template: rendered, or why it cannot be."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from goldenpath.model.drift import VersionState
from goldenpath.model.errors import BadInputError, EnvironmentProblemError
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.drift.check_drift import DriftChecker
from goldenpath.operations.files.project_files import WorkTreeFiles
from goldenpath.operations.recorded.recorded_render import (
    Templates,
    keys_that_differ,
    look_up,
    render_recorded_version,
)
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.template_store.checkouts import TemplateStore
from goldenpath.operations.template_store.trust import TrustedTemplates

from support.small_template import COPIER_YML, SmallTemplate, small_template, write

CHOICES = COPIER_YML.replace("default: small\n", "default: small\n  choices: [small, large]\n")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> SmallTemplate:
    """A template with v1.0.0, v1.0.1, v1.1.0, and v2.0.0 that wants another answer."""
    small = small_template(tmp_path_factory.mktemp("lookup") / "template")
    small.release("v1.1.0", {"ci/build.yml": "newer\n", "ci/new.yml": "new\n"}, copier_yml=CHOICES)
    small.release("v2.0.0", copier_yml=COPIER_YML + "needed:\n  type: str\n")
    return small


@pytest.fixture
def templates(template: SmallTemplate) -> Templates:
    cache = template.folder.parent / "cache"
    return Templates(TemplateStore(cache), choose_engine(use_copier=False))


def recording(root: Path, template: SmallTemplate, version: str, more: str = "") -> WorkTreeFiles:
    text = f"_commit: {version}\n_src_path: {template.folder}\n{more}"
    write(root / ".copier-answers.yml", text)
    return WorkTreeFiles(root)


def test_a_version_is_rendered_with_the_recorded_answers(
    template: SmallTemplate, templates: Templates, tmp_path: Path
) -> None:
    files = recording(tmp_path, template, "v1.1.0", "shape: large\nproject_slug: mine\n")
    lookup = look_up("mine", files, templates)
    assert lookup.version.state is VersionState.BEHIND
    assert lookup.shape == "large"
    assert lookup.recorded_render
    assert lookup.recorded_render.checkout.version == "v1.1.0"
    assert lookup.recorded_render.location == str(template.folder)
    assert lookup.recorded_render.render.answers["project_slug"] == "mine"
    assert b'name = "mine"' in lookup.recorded_render.render.files["pyproject.toml"].content


def test_without_a_shape_there_is_none(
    template: SmallTemplate, templates: Templates, tmp_path: Path
) -> None:
    assert look_up("mine", recording(tmp_path, template, "v1.1.0"), templates).shape is None


def test_what_is_no_answers_file_is_said(
    template: SmallTemplate, templates: Templates, tmp_path: Path
) -> None:
    lookup = look_up("mine", WorkTreeFiles(tmp_path), templates)
    assert lookup.version.state is VersionState.ANSWERS_MISSING
    assert lookup.version.message.startswith("mine has no .copier-answers.yml")
    write(tmp_path / ".copier-answers.yml", "[")
    broken = look_up("mine", WorkTreeFiles(tmp_path), templates)
    assert broken.version.state is VersionState.ANSWERS_BROKEN
    (tmp_path / ".copier-answers.yml").unlink()
    recording(tmp_path / "elsewhere", template, "v1.1.0")
    (tmp_path / ".copier-answers.yml").symlink_to("elsewhere/.copier-answers.yml")
    linked = look_up("mine", WorkTreeFiles(tmp_path), templates)
    assert linked.version.state is VersionState.ANSWERS_BROKEN
    assert linked.version.message == "mine: .copier-answers.yml is a link: restore it from git."
    with pytest.raises(BadInputError, match="is a link"):
        render_recorded_version(tmp_path, templates)


def test_an_answer_that_the_version_does_not_accept_is_said(
    template: SmallTemplate, templates: Templates, tmp_path: Path
) -> None:
    files = recording(tmp_path, template, "v1.1.0", "shape: huge\n")
    lookup = look_up("mine", files, templates)
    assert lookup.version.state is VersionState.ANSWERS_INVALID
    assert lookup.shape == "huge"
    assert lookup.recorded_render is None
    assert lookup.version.message.startswith(
        ".copier-answers.yml has an answer that the template does not accept: shape: 'huge' is not"
        " a choice"
    )


def test_a_version_that_is_nowhere_is_said(
    template: SmallTemplate, templates: Templates, tmp_path: Path
) -> None:
    lookup = look_up("mine", recording(tmp_path, template, "v9", "shape: a\n"), templates)
    assert lookup.version.state is VersionState.UNKNOWN_VERSION
    assert lookup.shape == "a"
    assert lookup.recorded_render is None
    with pytest.raises(BadInputError, match="has no version v9"):
        render_recorded_version(tmp_path, templates)


def test_a_template_that_is_gone_is_a_matter_of_the_environment(
    templates: Templates, tmp_path: Path
) -> None:
    recording(tmp_path, SmallTemplate(tmp_path / "gone"), "v1.0.0")
    with pytest.raises(EnvironmentProblemError, match="does not exist any more"):
        render_recorded_version(tmp_path, templates)


@pytest.mark.parametrize(
    ("vouched", "is_foreign"),
    [
        (None, False),
        ((), True),
        (("template",), False),
        (("other",), True),
        # Who names a template vouches for it.
        (("named",), False),
    ],
)
def test_only_a_template_that_somebody_vouches_for_is_rendered(
    template: SmallTemplate, tmp_path: Path, vouched: tuple[str, ...] | None, is_foreign: bool
) -> None:
    folder = template.folder.parent
    urls = frozenset(str(folder / name) for name in vouched or ())
    templates = Templates(
        TemplateStore(folder / "cache"),
        choose_engine(use_copier=False),
        override=str(template.folder) if vouched == ("named",) else None,
        trusted=None if vouched is None else TrustedTemplates(urls, frozenset({str(folder)})),
    )
    lookup = look_up("mine", recording(tmp_path, template, "v1.1.0"), templates)
    assert (lookup.version.state is VersionState.FOREIGN_TEMPLATE) is is_foreign
    assert (lookup.recorded_render is None) is is_foreign


def test_the_keys_of_a_merged_file_that_differ_are_found(
    template: SmallTemplate, templates: Templates, tmp_path: Path
) -> None:
    recording(tmp_path, template, "v1.1.0")
    recorded = render_recorded_version(tmp_path, templates)
    path = "pyproject.toml"
    text = recorded.render.files[path].content.decode()

    def keys(content: str | None) -> list[str]:
        (tmp_path / path).unlink(missing_ok=True)
        if content is not None:
            (tmp_path / path).write_text(content)
        return [one.name for one in keys_that_differ(recorded, path)]

    assert keys(text) == []
    assert keys(text.replace("= 100", "= 120")) == ["tool.ruff.line-length"]
    assert keys("[project\n") == []
    assert keys(None) == []
    # A template may render what is no TOML.
    broken = {path: RenderedFile(b"[project\n", FileKind.PLAIN)}
    recorded = replace(recorded, render=replace(recorded.render, files=broken))
    assert keys(text) == []


def test_a_check_says_what_has_moved_on_and_what_cannot_be_told(
    template: SmallTemplate, templates: Templates, tmp_path: Path
) -> None:
    recording(tmp_path, template, "v1.0.1")
    recorded = render_recorded_version(tmp_path, templates)
    for path, file in recorded.render.files.items():
        if path != ".copier-answers.yml":
            write(tmp_path / path, file.content)
            (tmp_path / path).chmod(0o755 if file.kind.value == "100755" else 0o644)
    report = DriftChecker(templates, date(2026, 3, 1)).check_folder(tmp_path)
    assert report.files == ()
    # v2.0.0 wants an answer that nobody has given, so that it cannot be rendered.
    assert report.version.behind == ("v1.1.0", "v2.0.0")
    assert "It is unknown what an update would change: needed: The question has no default" in (
        report.version.message
    )
    assert report.moved_on == ()
