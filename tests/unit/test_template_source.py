"""Which template is rendered, and how its place is recorded."""

from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.operations.render import template_source
from goldenpath.operations.render.template_source import choose_template

from support.template import ROOT, catalogue

ORGANISATION = catalogue().organisation("progression-labs")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A goldenpath that does not run from a checkout."""
    monkeypatch.setattr(template_source, "own_checkout", lambda: None)


def test_the_checkout_is_rendered_as_it_is() -> None:
    chosen = choose_template(None, "https://example.com/other.git", ORGANISATION)
    assert (chosen.location, chosen.version) == (str(ROOT), "HEAD")


@pytest.mark.usefixtures("installed")
def test_elsewhere_the_setting_comes_before_the_organisation() -> None:
    chosen = choose_template(None, "https://example.com/other.git", ORGANISATION)
    assert (chosen.location, chosen.version) == ("https://example.com/other.git", None)
    chosen = choose_template(None, None, ORGANISATION)
    assert chosen.location == "https://github.com/progression-labs/goldenpath.git"


@pytest.mark.parametrize(
    ("given", "recorded"),
    [
        ("gh:acme/template", "https://github.com/acme/template.git"),
        ("gh:acme/template.git", "https://github.com/acme/template.git"),
        ("https://example.com/a.git", "https://example.com/a.git"),
        ("git@example.com:a/b.git", "git@example.com:a/b.git"),
        ("file:///srv/a.git", "file:///srv/a.git"),
    ],
)
def test_a_shorthand_becomes_a_full_url(given: str, recorded: str) -> None:
    assert choose_template(given, None, ORGANISATION).location == recorded


def test_a_relative_path_becomes_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "docs")
    assert Path(choose_template("..", None, ORGANISATION).location).resolve() == ROOT


def test_a_folder_without_questions_is_no_template(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"there is no .*copier\.yml"):
        choose_template(str(tmp_path), None, ORGANISATION)
