"""Where a new repository says that its template is: at a URL, if others find that version there.

Servers are repositories of this machine, to which git is redirected.
"""

from pathlib import Path

import pytest

from goldenpath.model.created import RecordedLocation, RenderRecord
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.new.recorded_location import choose_location, record
from goldenpath.operations.render.template_source import TemplateSource
from goldenpath.operations.template_store.checkouts import TemplateStore

from support.template import git

pytestmark = pytest.mark.slow

URL = "https://template.example/acme/goldenpath.git"


class Place:
    """A server at the URL, and a checkout that new repositories are rendered from."""

    def __init__(self, folder: Path, redirect: pytest.MonkeyPatch) -> None:
        self.server = folder / "server"
        self.server.mkdir(parents=True)
        git("init", "--quiet", "--initial-branch=main", folder=self.server)
        self.commit(self.server, "first")
        self.checkout = folder / "checkout"
        git("clone", "--quiet", self.server, self.checkout, folder=folder)
        self._cache = folder / "cache"
        redirect.setenv("GIT_CONFIG_COUNT", "1")
        redirect.setenv("GIT_CONFIG_KEY_0", f"url.{self.server.as_uri()}.insteadOf")
        redirect.setenv("GIT_CONFIG_VALUE_0", URL)

    @staticmethod
    def commit(repository: Path, message: str) -> str:
        git("commit", "--quiet", "--allow-empty", f"--message={message}", folder=repository)
        return git("rev-parse", "HEAD", folder=repository).strip()

    def choose(
        self, *, is_own: bool = True, is_dirty: bool = False, canonical: str | None = URL
    ) -> RecordedLocation:
        commit = git("rev-parse", "HEAD", folder=self.checkout).strip()
        rendered = RenderRecord(
            answers={}, version="v1", commit=commit, has_uncommitted_template=is_dirty
        )
        source = TemplateSource(location=str(self.checkout), version="HEAD", is_own=is_own)
        return choose_location(source, rendered, canonical, TemplateStore(self._cache))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(tmp_path / "my place", monkeypatch)


def test_a_commit_that_the_url_has_is_recorded_with_the_url(place: Place) -> None:
    assert place.choose() == RecordedLocation(location=URL, canonical=URL)


def test_the_checkout_may_be_behind_or_know_of_less(place: Place) -> None:
    place.commit(place.server, "second")
    assert place.choose().location == URL
    git("pull", "--quiet", folder=place.checkout)
    git("checkout", "--quiet", "HEAD^", folder=place.checkout)
    assert place.choose().location == URL


def test_a_commit_that_the_url_does_not_have_keeps_the_folder(place: Place) -> None:
    commit = place.commit(place.checkout, "of this machine")
    chosen = place.choose()
    assert chosen.location == str(place.checkout)
    assert chosen.is_on_this_machine
    assert chosen.problem == f"{URL} does not have the commit {commit[:12]}"


def test_a_clone_of_the_url_needs_no_network(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Git, "reaching_remotes", lambda _: pytest.fail("asked the network"))
    for origin in (URL, "git@template.example:acme/goldenpath.git", URL.removesuffix(".git")):
        git("config", "remote.origin.url", origin, folder=place.checkout)
        assert place.choose() == RecordedLocation(location=URL, canonical=URL)
        assert place.choose(is_dirty=True).location == URL
    place.commit(place.checkout, "not pushed")
    assert place.choose().location == URL
    assert place.choose().problem == "v1 is not pushed to it yet"
    git("tag", "v9.0.0", folder=place.checkout)
    assert place.choose().problem == "v1 is not pushed to it yet"


@pytest.mark.parametrize(
    "origin", ["https://template.example/other/goldenpath.git", "ext::sh -c id", "", URL + "?x"]
)
def test_a_clone_of_another_url_is_looked_up(place: Place, origin: str) -> None:
    git("config", "remote.origin.url", origin, folder=place.checkout)
    place.commit(place.checkout, "of this machine")
    assert place.choose().location == str(place.checkout)


def test_changes_that_are_in_no_commit_are_nowhere(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copier commits them to a copy of its own, so there is nothing to ask for."""
    monkeypatch.setattr(Git, "reaching_remotes", lambda _: pytest.fail("asked the network"))
    chosen = place.choose(is_dirty=True)
    assert chosen.location == str(place.checkout)
    assert chosen.problem is None


def test_a_folder_that_a_person_names_is_recorded_as_it_is(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Git, "reaching_remotes", lambda _: pytest.fail("asked the network"))
    for chosen in (place.choose(is_own=False), place.choose(canonical=None)):
        assert chosen.location == str(place.checkout)
        assert chosen.is_on_this_machine


def test_a_server_that_is_not_there_is_named(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "url.file:///nowhere.insteadOf")
    chosen = place.choose()
    assert chosen.location == str(place.checkout)
    assert (chosen.problem or "").startswith(f"{URL} cannot be reached (git says '")


@pytest.mark.parametrize(
    "said", ["", "\n", "not a hash\trefs/heads/main", "\t\t", "0" * 40 + "\trefs/heads/main"]
)
def test_a_server_that_says_anything_proves_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """What it says is compared, and never becomes an argument."""
    place.commit(place.checkout, "of this machine")
    try_run = Git.try_run

    def answer(self: Git, *arguments: str | Path, **options: object) -> object:
        done = try_run(self, *arguments, **options)  # ty: ignore[invalid-argument-type]
        if arguments[:2] == ("ls-remote", "--"):
            return type(done)(0, said.encode(), "")
        return done

    monkeypatch.setattr(Git, "try_run", answer)
    assert place.choose().location == str(place.checkout)


def test_the_answers_file_names_it_and_says_nothing_else_anew(tmp_path: Path) -> None:
    answers = tmp_path / ".copier-answers.yml"
    before = '# Ours.\n_commit: "v1"\n_src_path: "/one/two"\ndescription: "_src_path: /x"\n'
    answers.write_text(before)
    record(URL, tmp_path)
    assert answers.read_text() == before.replace('"/one/two"', f'"{URL}"')
