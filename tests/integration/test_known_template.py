"""What goldenpath asks and refuses before the render comes from the version that is rendered."""

import shutil
from pathlib import Path

import pytest

from goldenpath.commands import first_questions
from goldenpath.model.errors import BadInputError, ExitCode
from goldenpath.operations.new import access, create_repository
from goldenpath.operations.new.known_template import KnownTemplate, look_at
from goldenpath.operations.new.not_locked import NoAccessError
from goldenpath.operations.render.copier_render import RenderRequest
from goldenpath.operations.render.template_source import TemplateSource
from goldenpath.operations.template_store.checkouts import TemplateStore

from support.command import run_goldenpath
from support.template import catalogue, git, release

GIVEN = {"shape": "llm-service"}


@pytest.fixture
def store(tmp_path: Path) -> TemplateStore:
    return TemplateStore(tmp_path / "cache")


@pytest.fixture
def newer(template: Path, tmp_path: Path) -> Path:
    """A template whose newest release has one more shape and one more organisation."""
    root = tmp_path / "newer"
    shutil.copytree(template, root, symlinks=True)
    release(root, "v71.0.0")
    for old, new in (
        ("shapes/livekit-agent", "shapes/batch-job"),
        ("organisations/palindrom-ai", "organisations/acme"),
    ):
        text = (root / f"{old}.yml").read_text().replace(Path(old).name, Path(new).name)
        text = text.replace("title: Palindrom", "title: Acme")
        (root / f"{new}.yml").write_text(text)
    git("add", "--all", folder=root)
    git("commit", "--quiet", "--message=feat: more", folder=root)
    release(root, "v72.0.0")
    return root


def names(known: KnownTemplate) -> set[str]:
    both = (*known.catalogue.shapes, *known.catalogue.organisations)
    return {each.name for each in both}


@pytest.mark.parametrize(
    ("version", "has_more"), [(None, True), ("v72.0.0", True), ("v71.0.0", False), ("HEAD", True)]
)
def test_the_rendered_version_decides(
    newer: Path, store: TemplateStore, version: str | None, has_more: bool
) -> None:
    known = look_at(TemplateSource(location=str(newer), version=version), store)
    assert known.begins_with_them()
    assert ({"batch-job", "acme"} <= names(known)) is has_more
    for answers in ({"shape": "batch-job"}, {"organisation": "acme"}):
        if has_more:
            known.require_offered(answers, {})
        else:
            with pytest.raises(BadInputError, match="in this template: choose one of"):
                known.require_offered(answers, {})


def test_a_default_that_the_template_does_not_have_refuses_nothing(
    newer: Path, store: TemplateStore
) -> None:
    known = look_at(TemplateSource(location=str(newer), version=None), store)
    known.require_offered(GIVEN, {"organisation": "nobody"})
    with pytest.raises(BadInputError, match="'nobody'"):
        known.require_offered({"organisation": "nobody"}, {})


def test_a_template_with_other_questions_is_left_to_copier(
    tmp_path: Path, store: TemplateStore
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/copier.yml").write_text("colour: red\n")
    known = look_at(TemplateSource(location=str(tmp_path / "other"), version=None), store)
    assert not known.begins_with_them()
    known.require_offered({"shape": "anything", "organisation": "anybody"}, {})


def test_a_version_that_is_not_there_is_left_to_the_render(
    newer: Path, store: TemplateStore
) -> None:
    known = look_at(TemplateSource(location=str(newer), version="v9.9.9"), store)
    assert known == KnownTemplate()


def test_the_first_questions_offer_what_the_template_has(
    newer: Path, store: TemplateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []

    def choose(_question: str, options: list[first_questions.Option[str]], **_: str) -> str:
        offered.extend(option.answer for option in options)
        return options[-1].answer

    monkeypatch.setattr(first_questions, "choose", choose)
    known = look_at(TemplateSource(location=str(newer), version=None), store)
    first_questions.ask_first(requested({}).model_copy(update={"answers": {}}), known.catalogue)
    assert set(offered) == names(known)


def test_new_takes_an_organisation_that_only_the_template_has(newer: Path, tmp_path: Path) -> None:
    command = ("new", "orders", "--defaults", "--no-lock", "--no-git", "--template", str(newer))
    done = run_goldenpath(*command, "--organisation", "acme", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    answers = (tmp_path / "orders/.copier-answers.yml").read_text()
    assert "organisation: acme\n" in answers
    for options, named in ((("nobody",), "nobody"), (("acme", "--vcs-ref", "v71.0.0"), "acme")):
        other = ("new", "other", *command[2:], "--organisation", *options)
        refused = run_goldenpath(*other, folder=tmp_path)
        assert refused.returncode == ExitCode.BAD_INPUT
        assert f"no organisation '{named}' in this template" in refused.stderr


def requested(defaults: dict[str, str]) -> RenderRequest:
    template = TemplateSource(location="https://x.invalid/y.git", version=None)
    return RenderRequest(template=template, answers=GIVEN, defaults=defaults, ask=True)


def test_before_the_questions_only_given_answers_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_why_out_of_reach", lambda *_: "it is out of reach")
    with access.access_check(catalogue()) as check:
        request = requested({"organisation": "palindrom-ai"})
        create_repository._look_ahead(check, request)
        with pytest.raises(NoAccessError):
            check.require({**request.defaults, **GIVEN}, is_complete=True)
