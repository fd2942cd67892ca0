"""`goldenpath new` without questions renders in memory, and writes what copier would write."""

import os
from collections.abc import Mapping
from pathlib import Path

import copier
import pytest

from goldenpath.model.errors import BadInputError, GoldenpathError
from goldenpath.model.recorded_answers import Answer
from goldenpath.operations.render import new_render
from goldenpath.operations.render.copier_render import RenderRequest
from goldenpath.operations.render.new_render import render_new
from goldenpath.operations.render.template_source import TemplateSource
from goldenpath.operations.template_store.checkouts import TemplateStore

from support.small_template import SmallTemplate, snapshot, write
from support.template import catalogue

pytestmark = pytest.mark.slow


def request(
    template: Path, version: str | None = None, answers: Mapping[str, Answer] | None = None
) -> RenderRequest:
    return RenderRequest(
        template=TemplateSource(location=str(template), version=version),
        answers=answers or {},
        defaults={"project_name": "Orders", "organisation": "palindrom-ai"},
        ask=False,
    )


@pytest.fixture
def by_copier(monkeypatch: pytest.MonkeyPatch) -> list[RenderRequest]:
    """The requests that were left to copier."""
    left: list[RenderRequest] = []

    def leave(asked: RenderRequest, into: Path) -> object:
        left.append(asked)
        return into

    monkeypatch.setattr(new_render, "render", leave)
    return left


@pytest.mark.parametrize("shape", [shape.name for shape in catalogue().shapes])
def test_the_files_are_those_of_copier(released_template: Path, tmp_path: Path, shape: str) -> None:
    answers = {"shape": shape, "description": 'Turns "é" into\nlines: {{ 7 }}'}
    made = render_new(
        request(released_template, None, answers), tmp_path / "new", TemplateStore(tmp_path / "c")
    )
    copier.run_copy(
        str(released_template),
        tmp_path / "copied",
        data=answers,
        user_defaults={"project_name": "Orders", "organisation": "palindrom-ai"},
        defaults=True,
        quiet=True,
    )
    assert snapshot(tmp_path / "new") == snapshot(tmp_path / "copied")
    assert made.version == "v1.0.0"
    assert made.answers["shape"] == shape


def test_uncommitted_changes_are_left_to_copier(
    small: SmallTemplate, tmp_path: Path, by_copier: list[RenderRequest]
) -> None:
    store = TemplateStore(tmp_path / "cache")
    write(small.folder / "template/new.txt", "not committed\n")
    render_new(
        RenderRequest(
            template=TemplateSource(location=str(small.folder), version="v1.0.0"),
            answers={},
            defaults={},
            ask=False,
        ),
        tmp_path / "a",
        store,
    )
    assert not by_copier
    assert not (tmp_path / "a/new.txt").exists()
    render_new(request(small.folder, "HEAD"), tmp_path / "b", store)
    assert len(by_copier) == 1


@pytest.mark.parametrize(
    "copier_yml",
    [
        "_tasks: [touch made-by-a-task]\n",
        "_migrations: [touch made-by-a-task]\n",
        "_jinja_extensions: [os.path]\n",
        "_preserve_symlinks: true\n",
        '_min_copier_version: "99"\n',
        "n: {type: str, secret: true, default: x}\n",
        "n: {type: yaml, default: '[1, 2]'}\n",
        "n: {type: json, default: '{}'}\n",
        "n: 2026-01-01\n",
        "n: null\n",
        "n: {type: str, multiselect: true, choices: [a, b], default: [a]}\n",
    ],
)
def test_what_only_copier_does_is_left_to_copier(
    small: SmallTemplate, tmp_path: Path, by_copier: list[RenderRequest], copier_yml: str
) -> None:
    known = (small.folder / "copier.yml").read_text()
    small.release("v2.0.0", copier_yml=copier_yml + known)
    render_new(request(small.folder), tmp_path / "new", TemplateStore(tmp_path / "cache"))
    assert len(by_copier) == 1
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "written",
    [
        ("pkg.jinja", "{{ _folder_name }}"),
        ("pkg.jinja", "{{ _copier_conf.os }}"),
        ("pkg.jinja", "{% if _copier_conf['dst_path'] %}x{% endif %}"),
        ("{{ _copier_python }}.txt", "x"),
        (".jinja", "x"),
    ],
)
def test_what_only_copier_knows_is_left_to_copier(
    small: SmallTemplate, tmp_path: Path, by_copier: list[RenderRequest], written: tuple[str, str]
) -> None:
    small.release("v2.0.0", dict([written]))
    render_new(request(small.folder), tmp_path / "new", TemplateStore(tmp_path / "cache"))
    assert len(by_copier) == 1
    assert not (tmp_path / "new").exists()


def test_an_unknown_version_is_left_to_copier(small: SmallTemplate, tmp_path: Path) -> None:
    with pytest.raises(GoldenpathError, match="has no version 'v9'"):
        render_new(request(small.folder, "v9"), tmp_path / "new", TemplateStore(tmp_path / "cache"))


@pytest.mark.parametrize("folder", [".git", ".GIT", "deep/.git"])
def test_a_template_writes_nothing_for_git(
    small: SmallTemplate, tmp_path: Path, folder: str
) -> None:
    above, _, name = folder.rpartition("/")
    written = f"{{{{ '{name[0]}' ~ '{name[1:]}' }}}}/hooks/pre-commit"
    small.release("v2.0.0", {f"{above}/{written}".lstrip("/"): "touch made-by-a-hook\n"})
    with pytest.raises(BadInputError, match="belongs to git"):
        render_new(request(small.folder), tmp_path / "new", TemplateStore(tmp_path / "cache"))
    assert not (tmp_path / "new").exists()


def test_another_kind_of_template_is_refused(small: SmallTemplate, tmp_path: Path) -> None:
    known = (small.folder / "copier.yml").read_text()
    small.release("v2.0.0", copier_yml=known.replace("tier:", "level:"))
    with pytest.raises(BadInputError, match="is not a template of goldenpath"):
        render_new(request(small.folder), tmp_path / "new", TemplateStore(tmp_path / "cache"))
    assert not (tmp_path / "new").exists()


def test_the_permissions_follow_the_umask(released_template: Path, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        render_new(request(released_template), tmp_path / "new", TemplateStore(tmp_path / "cache"))
    finally:
        os.umask(before)
    assert (tmp_path / "new/.husky/pre-push").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new/README.md").stat().st_mode & 0o777 == 0o600
