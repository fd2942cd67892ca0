"""Mistakes that a release must not have: each is refused with a sentence of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError

from support.release_gate import WITH_CHOICES, Candidate, candidate
from support.small_template import COPIER_YML, PYPROJECT, SmallTemplate
from support.template import git

# A mistake that cannot be rendered either is refused for that too.
MOST = 2

type Plant = Callable[[Candidate], None]


@pytest.fixture
def ready(small: SmallTemplate, tmp_path: Path) -> Candidate:
    """A commit that nothing is wrong with."""
    return candidate(small, tmp_path / "cache")


def question_without_default(ready: Candidate) -> None:
    ready.add_questions("extra:\n  type: str\n")


def removed_choice(ready: Candidate) -> None:
    ready.template.release("v1.1.0", copier_yml=WITH_CHOICES)
    ready.edit_questions("choices: [internal, prototype]", "choices: [internal]")


def removed_question(ready: Candidate) -> None:
    ready.edit_questions("package:\n  type: str\n  default: pkg\n", "")


def task(ready: Candidate) -> None:
    ready.add_questions('_tasks: ["true"]\n')


def migration(ready: Candidate) -> None:
    ready.add_questions('_migrations: [{version: v1.1.0, command: "true"}]\n')


def extension(ready: Candidate) -> None:
    ready.add_questions('_jinja_extensions: ["jinja2.ext.do"]\n')


def file_to_folder(ready: Candidate) -> None:
    (ready.folder / "template/ci/build.yml").unlink()
    ready.write("template/ci/build.yml/first.yml", "first\n")


def folder_to_file(ready: Candidate) -> None:
    (ready.folder / "template/ci/build.yml").unlink()
    (ready.folder / "template/ci").rmdir()
    ready.write("template/ci", "now a file\n")
    ready.edit_questions("    - /ci/\n", "    - /ci\n")


def windows_lines(ready: Candidate) -> None:
    ready.write("template/pyproject.toml.jinja", PYPROJECT.replace("\n", "\r\n"))


def time_in_a_file(ready: Candidate) -> None:
    ready.write("template/ci/when.yml.jinja", "made: {{ now() }}\n")


def destination_in_a_path(ready: Candidate) -> None:
    ready.write("template/ci/{{_folder_name}}.yml", "made\n")


def chance_in_a_default(ready: Candidate) -> None:
    ready.add_questions("port:\n  type: str\n  default: \"{{ ['1', '2']|random }}\"\n")


def destination_in_a_file(ready: Candidate) -> None:
    ready.write("template/ci/where.yml.jinja", "{{ _copier_conf.dst_path }}\n")


def ignored_path(ready: Candidate) -> None:
    ready.write("template/.gitignore", ".venv/\nci/\n")


def seeded_made_managed(ready: Candidate) -> None:
    ready.edit_questions("  - /README.md\n", "")
    ready.edit_questions("    - /ci/\n", "    - /ci/\n    - /README.md\n")


def dropped_variable(ready: Candidate) -> None:
    seeded = COPIER_YML.replace("  - /README.md\n", "  - /README.md\n  - /.env.example\n")
    ready.template.release("v1.1.0", {".env.example": "API_TOKEN=x\n"}, copier_yml=seeded)
    (ready.folder / "template/.env.example").unlink()


def rule_without_mutation(ready: Candidate) -> None:
    ready.write("src/goldenpath/rules/any.py", "class ZZ01(Rule): ...\nclass ZZ02(Rule): ...\n")
    ready.write("tests/support/mutations.py", 'Mutation("ZZ01", nothing)\n')


def two_layers(ready: Candidate) -> None:
    ready.add_questions('layer:\n  type: str\n  default: "."\n  when: false\n')
    ready.write("template/{{layer}}/ci/build.yml", "another\n")


def checkout(ready: Candidate, more: str) -> None:
    ready.write(
        "template/.github/workflows/ci.yml",
        "on: push\njobs:\n  any:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - uses: actions/checkout@v7\n{more}",
    )
    ready.edit_questions("    - /ci/\n", "    - /ci/\n    - /.github/\n")


def token_kept(ready: Candidate) -> None:
    checkout(ready, "        with:\n          persist-credentials: true\n")


def token_kept_by_default(ready: Candidate) -> None:
    checkout(ready, "        with:\n          fetch-depth: 0\n")


def workflow_of_no_form(ready: Candidate) -> None:
    checkout(ready, "        with: [\n")


def path_of_nobody(ready: Candidate) -> None:
    ready.write("template/stray.txt", "mine?\n")


@pytest.mark.parametrize(
    ("plant", "sentence"),
    [
        (question_without_default, "The question extra has no default"),
        (removed_choice, "'prototype' is not a choice"),
        (removed_question, "cannot be rendered with these answers: 'package' is undefined"),
        (task, "copier.yml has _tasks"),
        (migration, "copier.yml has _migrations"),
        (extension, "copier.yml has _jinja_extensions"),
        (file_to_folder, "ci/build.yml is now a folder, and v1.0.1 rendered a file"),
        (folder_to_file, "ci is now a file, and v1.0.1 rendered a folder"),
        (windows_lines, "pyproject.toml.jinja has Windows line ends"),
        (time_in_a_file, "template/ci/when.yml.jinja reads now, the time"),
        (destination_in_a_path, "reads _folder_name, the name of the destination"),
        (destination_in_a_file, "reads _copier_conf.dst_path, the destination"),
        (chance_in_a_default, "copier.yml, port reads |random, a random choice"),
        (ignored_path, "ci/build.yml, rendered as small/internal, is ignored"),
        (seeded_made_managed, "README.md was seeded in v1.0.1 and is now managed"),
        (dropped_variable, "The variable API_TOKEN, which v1.1.0 rendered, is removed"),
        (rule_without_mutation, "The rule ZZ02 has no mutation"),
        (token_kept, "a checkout, which has persist-credentials: True, so each later step can"),
        (token_kept_by_default, "keeps the token of a checkout, which has no persist-credentials"),
        (workflow_of_no_form, ".github/workflows/ci.yml, rendered as small/internal, cannot be"),
        (two_layers, "renders ci/build.yml twice"),
        (path_of_nobody, "stray.txt belongs to nobody"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_mistake_is_refused_with_its_own_sentence(
    ready: Candidate, plant: Plant, sentence: str
) -> None:
    plant(ready)
    ready.commit()
    refusals = ready.refusals()
    assert len([text for text in refusals if sentence in text]) == 1, refusals
    assert len(refusals) <= MOST, refusals
    assert all("\n" not in text and text.endswith((".", ")")) for text in refusals)


def test_what_is_fine_is_not_refused(ready: Candidate) -> None:
    ready.add_questions('port:\n  type: str\n  default: "8000"\n')
    ready.write("template/ci/port.yml.jinja", "{% set now = port %}{{ now }}\n")
    ready.commit()
    assert ready.refusals() == ()


def test_a_checkout_that_keeps_no_token_is_fine(ready: Candidate) -> None:
    checkout(ready, "        with:\n          persist-credentials: false\n")
    ready.commit()
    assert ready.refusals() == ()


def test_a_dropped_variable_is_fine_when_it_is_announced_and_no_patch(ready: Candidate) -> None:
    dropped_variable(ready)
    changelog = ready.folder / "CHANGELOG.md"
    changelog.write_text(changelog.read_text().replace("Something.", "`API_TOKEN` is gone."))
    ready.commit()
    assert ready.refusals("1.2.0") == ()
    (refusal,) = ready.refusals("1.1.1")
    assert "1.1.1 would be a patch release" in refusal


def test_a_release_without_its_tag_is_missed(ready: Candidate) -> None:
    git("tag", "--delete", "v1.0.1", folder=ready.folder)
    with pytest.raises(BadInputError, match=r"The release v1\.0\.1 has no tag here"):
        ready.context()


def test_what_is_in_no_commit_is_not_checked(ready: Candidate) -> None:
    ready.write("template/README.md", "# Another\n")
    with pytest.raises(BadInputError, match="changes that are in no commit"):
        ready.context()
