"""Which version an update leads to, and what it says of the questions."""

from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.operations.update.request import RenderedVersions, UpdateRequest
from goldenpath.operations.update.versions import find_versions

from support.small_template import COPIER_YML, Repository, new_repository, small_template

NEW_QUESTION = "region:\n  type: str\n  default: eu\n"
WITHOUT_TIER = COPIER_YML.replace("tier:\n  type: str\n  default: internal\n", "")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository of v1.1.0, of a template with v1.0.0 to v2.1.0rc1."""
    folder = tmp_path_factory.mktemp("versions")
    template = small_template(folder / "template")
    template.release("v1.1.0", {"ci/new.yml": "1\n"})
    template.release("v2.0.0", copier_yml=WITHOUT_TIER + NEW_QUESTION)
    template.release("v2.1.0rc1", {"ci/new.yml": "2\n"})
    return new_repository(template.folder, folder / "repo", version="v1.1.0")


def found(repository: Repository, **asked: object) -> RenderedVersions:
    request = UpdateRequest.model_validate({"root": repository.root, **asked})
    return find_versions(request, repository.templates)


def test_an_update_leads_to_the_newest_release(repository: Repository) -> None:
    versions = found(repository)
    assert (versions.old.version, versions.new.version) == ("v1.1.0", "v2.0.0")
    assert versions.notes == (
        "The question tier is gone; its answer was 'internal'.",
        "The question region is new; its answer is 'eu', the default: change it with"
        " --data region=….",
    )
    assert "tier" in versions.before.answers
    assert versions.after.answers["region"] == "eu"


def test_an_answer_that_was_given_is_no_default(repository: Repository) -> None:
    versions = found(repository, changed={"region": "us"})
    assert versions.after.answers["region"] == "us"
    assert versions.notes[1:] == ("The question region is new; its answer is 'us'.",)


@pytest.mark.parametrize("to", ["v1.1.0", "v2.0.0", "v2.1.0rc1", "main"])
def test_an_update_leads_where_it_is_told(repository: Repository, to: str) -> None:
    assert found(repository, to=to).new.version == ("v2.1.0rc1" if to == "main" else to)


def test_no_question_has_changed_where_none_has(repository: Repository) -> None:
    assert found(repository, to="v1.1.0").notes == ()


@pytest.mark.parametrize("to", ["v1.0.1", "v1.0.0"])
def test_an_update_leads_forward(repository: Repository, to: str) -> None:
    with pytest.raises(BadInputError, match=f"^{to} is older than v1.1.0, the recorded version"):
        found(repository, to=to)


def test_a_question_that_does_not_apply_is_refused_with_those_that_do(
    repository: Repository,
) -> None:
    with pytest.raises(BadInputError) as caught:
        found(repository, changed={"tier": "production"})
    assert str(caught.value) == (
        "'tier' is not a question that applies in v2.0.0: its questions are package,"
        " project_slug, python_version, region, shape."
    )


def test_without_a_newer_release_the_version_stays(repository: Repository, tmp_path: Path) -> None:
    template = repository.root.parent / "template"
    current = new_repository(template, tmp_path / "repo", version="v2.0.0")
    versions = found(current, changed={"region": "us"})
    assert versions.old == versions.new
    assert versions.new.version == "v2.0.0"
    assert versions.notes == ()
