"""The version that a repository records, beside the releases that its template has."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from goldenpath.model.drift import VersionFinding, VersionState
from goldenpath.model.recorded_answers import RecordedAnswers
from goldenpath.operations.recorded.recorded_version import RecordedVersion, find_recorded_version
from goldenpath.operations.template_store.checkouts import TemplateStore

from support.small_template import small_template
from support.template import git


@dataclass(frozen=True)
class Template:
    """A template whose releases are v1.0.0, v1.0.1 and v2.0.0, with a commit after v1.0.0."""

    folder: Path
    cache: Path

    def commit(self, revision: str) -> str:
        return git("rev-parse", f"{revision}^{{commit}}", folder=self.folder).strip()

    def find(self, version: str | None, commit: str | None = None) -> RecordedVersion:
        location = str(self.folder)
        recorded = RecordedAnswers(location=location, version=version, commit=commit, answers={})
        return find_recorded_version(recorded, location, TemplateStore(self.cache))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("recorded")
    small = small_template(folder / "template")
    small.release("v2.0.0rc1", {"ci/new.yml": "1\n"})
    small.release("v2.0.0", {"ci/new.yml": "2\n"})
    # A tag that is no release, on a commit that is none.
    small.release("nightly", {"ci/new.yml": "3\n"})
    git("checkout", "--quiet", "-B", "side", "v1.0.0", folder=small.folder)
    small.release("dev", {"ci/new.yml": "4\n"})
    git("checkout", "--quiet", "main", folder=small.folder)
    return Template(small.folder, folder / "cache")


def short(finding: VersionFinding) -> tuple[str, str | None, str | None, tuple[str, ...]]:
    return (finding.state.value, finding.recorded, finding.latest, finding.behind)


@pytest.mark.parametrize(
    ("version", "behind", "state"),
    [
        ("v2.0.0", (), VersionState.CURRENT),
        ("v1.0.1", ("v2.0.0",), VersionState.BEHIND),
        ("v1.0.0", ("v1.0.1", "v2.0.0"), VersionState.BEHIND),
        ("v2.0.0rc1", ("v2.0.0",), VersionState.BEHIND),
        ("nightly", (), VersionState.UNRELEASED),
    ],
)
def test_a_version_is_compared_with_the_releases(
    template: Template, version: str, behind: tuple[str, ...], state: VersionState
) -> None:
    found = template.find(version)
    assert short(found.finding) == (state.value, version, "v2.0.0", behind)
    assert found.finding.not_looked is None
    assert found.checkout
    assert found.checkout.commit == template.commit(version)


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("v2.0.0", "the newest release."),
        ("v1.0.1", "which is 1 release behind (v2.0.0): run `goldenpath update`."),
        ("v1.0.0", "which is 2 releases behind (v1.0.1, v2.0.0): run `goldenpath update`."),
        ("nightly", "which is not a release. There is no newer release."),
    ],
)
def test_what_has_been_found_is_one_sentence(
    template: Template, version: str, message: str
) -> None:
    assert template.find(version).finding.message == f"Rendered from {version}, {message}"


@pytest.mark.parametrize(
    ("name", "revision"),
    [
        ("{}", "side"),
        ("v1.0.0-1-g{}", "side"),
        ("v2.0.0", "v2.0.0"),
    ],
)
def test_a_commit_is_found_as_git_describes_it(
    template: Template, name: str, revision: str
) -> None:
    commit = template.commit(revision)
    found = template.find(name.format(commit[:10]))
    assert found.checkout
    assert found.checkout.commit == commit


@pytest.mark.parametrize(
    "version",
    ["v9", "main", "HEAD", "FETCH_HEAD", "side", "v1.0.0..v1.0.1", "refs/tags/v1.0.0", "-x", "abc"],
)
def test_only_a_tag_or_a_commit_is_a_version(template: Template, version: str) -> None:
    found = template.find(version)
    assert short(found.finding) == ("unknown version", version, None, ())
    assert found.checkout is None
    assert found.finding.message == (
        f"The template {template.folder} has no version {version}, so there is nothing to compare"
        " with: render the repository again from a release, or pass --template with a template that"
        " has this version."
    )


def test_without_a_version_nothing_can_be_compared(template: Template) -> None:
    found = template.find(None)
    assert found.finding.state is VersionState.UNKNOWN_VERSION
    assert found.finding.message.startswith("No version is recorded, since the template was a")


def test_a_tag_that_names_another_commit_now_is_told(template: Template) -> None:
    old = template.commit("v1.0.0")
    found = template.find("v2.0.0", old)
    assert found.finding.state is VersionState.TAG_MOVED
    new = template.commit("v2.0.0")
    assert found.finding.message.startswith(
        f"The tag v2.0.0 names another commit now ({new[:12]}) than when this was rendered"
        f" ({old[:12]}): "
    )
    # What was rendered was that commit.
    assert found.checkout
    assert found.checkout.commit == old


def test_a_commit_that_nobody_has_any_more_gives_way_to_the_tag(template: Template) -> None:
    found = template.find("v2.0.0", "0" * 40)
    assert found.checkout
    assert found.checkout.commit == template.commit("v2.0.0")
    assert found.finding.state is VersionState.TAG_MOVED


def test_the_same_commit_is_no_other(template: Template) -> None:
    found = template.find("v2.0.0", template.commit("v2.0.0"))
    assert found.finding.state is VersionState.CURRENT


def test_a_template_that_is_gone_is_not_reached(template: Template, tmp_path: Path) -> None:
    shutil.copytree(template.folder, tmp_path / "template")
    copied = Template(tmp_path / "template", tmp_path / "cache")
    assert copied.find("v2.0.0").checkout
    shutil.rmtree(copied.folder)
    found = copied.find("v2.0.0")
    assert found.finding.state is VersionState.TEMPLATE_UNREACHABLE
    assert found.finding.recorded == "v2.0.0"
    assert found.checkout is None


def test_before_the_first_release_there_is_no_newest(tmp_path: Path) -> None:
    small = small_template(tmp_path / "template")
    git("tag", "--delete", "v1.0.0", "v1.0.1", folder=small.folder)
    template = Template(small.folder, tmp_path / "cache")
    found = template.find(template.commit("main"))
    assert short(found.finding)[2:] == (None, ())
    assert found.finding.state is VersionState.UNRELEASED
