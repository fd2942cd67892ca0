"""Environment variables with values that cannot be used: one sentence that names the variable."""

from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError, ExitCode
from goldenpath.operations.render import template_source
from goldenpath.settings import Settings

from support.command import run_goldenpath
from support.small_template import Repository, snapshot
from support.template import catalogue

# For each variable: values, and a command that reads it.
WRONG: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "cache": (("check", "--drift"), ("relative/folder", "\udcff")),
    "organisation": (("shapes",), ("nobody", "\udcff")),
    "template": ((), ("nowhere", "\udcff")),
}


def test_every_variable_is_tried() -> None:
    assert WRONG.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize("name", [name for name, (command, _) in WRONG.items() if command])
def test_a_wrong_value_is_one_sentence(name: str, repository: Repository) -> None:
    command, values = WRONG[name]
    variable = f"GOLDENPATH_{name.upper()}"
    before = snapshot(repository.root)
    for value in values:
        done = run_goldenpath(*command, folder=repository.root, environment={variable: value})
        assert done.returncode == ExitCode.BAD_INPUT, done.stdout
        assert done.stderr.startswith(f"error: {variable} is not set well: ")
        assert done.stderr.count("\n") == 1
    assert snapshot(repository.root) == before


@pytest.mark.parametrize("value", WRONG["template"][1])
def test_a_template_that_is_none_is_one_sentence(
    value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # An installed goldenpath; the one of a checkout has a template of its own.
    monkeypatch.setattr(template_source, "own_checkout", lambda: None)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInputError, match=r"^GOLDENPATH_TEMPLATE is not set well: "):
        template_source.choose_template(None, value, catalogue().organisations[0])
