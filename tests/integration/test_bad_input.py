"""Bad input gets one sentence (the value, the rule, the way out), and leaves nothing behind."""

from pathlib import Path
from typing import NamedTuple

import pytest

from goldenpath.model.errors import BadInputError, ExitCode

from support.command import run_goldenpath
from support.quick_render import render_in_memory
from support.template import catalogue, offered_pythons


class Case(NamedTuple):
    """Arguments after `goldenpath new`, and the parts that the message must have, in order."""

    arguments: tuple[str, ...]
    says: tuple[str, ...]


def data(question: str, value: str, shape: str = "lambda-pipeline") -> tuple[str, ...]:
    return ("repo", "--defaults", "--shape", shape, "--data", f"{question}={value}")


# Answers that a question refuses.
ANSWERS = {
    # Names
    "package is no identifier": Case(
        data("package_name", "2fast"), ("package_name:", "begin with a letter", '"2fast"')
    ),
    "package is a keyword": Case(
        data("package_name", "class"), ("keyword", "class_service", '"class"')
    ),
    "package is a standard module": Case(
        data("package_name", "json"), ("hide Python's module", "json_service", '"json"')
    ),
    "package is too long": Case(data("package_name", "a" * 41), ("2 to 40 characters", "not 41")),
    "package has capitals": Case(
        data("package_name", "Orders"), ("begin with a letter, a-z", '"Orders"')
    ),
    "package leaves the folder": Case(
        data("package_name", "../../etc"), ("begin with a letter", '"../../etc"')
    ),
    "package has a Cyrillic letter": Case(
        data("package_name", "\u043erders"), ("a letter, a-z", '"\\u043erders"')
    ),
    "package has full-width letters": Case(
        data("package_name", "\uff4frders"), ("a letter, a-z", '"\\uff4frders"')
    ),
    "package is used by the repo": Case(
        data("package_name", "tests"), ("a folder here", "tests_service", '"tests"')
    ),
    "package is a dependency": Case(
        data("package_name", "boto3"), ("a dependency has it", '"boto3"')
    ),
    "package is a template": Case(
        data("package_name", "{{ 7 * 7 }}"), ("begin with a letter", '"{{ 7 * 7 }}"')
    ),
    "package ends in a newline": Case(
        data("package_name", "orders\n"), ("use a-z, 0-9 and single _", '"orders\\n"')
    ),
    "slug has two hyphens": Case(
        data("project_slug", "orders--pipeline"), ("single hyphens", '"orders--pipeline"')
    ),
    "slug is a dependency": Case(data("project_slug", "pydantic"), ("my-pydantic",)),
    "slug is empty": Case(
        data("project_slug", ""), ("project_slug:", "2 to 40 characters", "not 0")
    ),
    "project is empty": Case(
        data("project_name", ""), ("project_name:", "2 to 40 characters", "not 0")
    ),
    "project has a quote": Case(data("project_name", 'a"b'), ("use only A-Z a-z 0-9", '"a\\"b"')),
    "project has a brace": Case(data("project_name", "a{b}"), ("use only A-Z a-z 0-9", '"a{b}"')),
    "project has a slash": Case(data("project_name", "a/b"), ("use only A-Z a-z 0-9", '"a/b"')),
    "project has a backslash": Case(
        data("project_name", "a\\b"), ("use only A-Z a-z 0-9", '"a\\\\b"')
    ),
    "project has a control character": Case(
        data("project_name", "a\x07b"), ("use only A-Z a-z 0-9", '"a\\u0007b"')
    ),
    "project has an emoji": Case(
        data("project_name", "a🚀b"), ("use only A-Z a-z 0-9", "\\ud83d\\ude80")
    ),
    "project is too long": Case(data("project_name", "a" * 41), ("2 to 40 characters", "not 41")),
    "project begins with a digit": Case(
        data("project_name", "1st"), ("begin with a letter", '"1st"')
    ),
    # Other answers
    "description is empty": Case(
        data("description", " \n "), ("description:", "say in one sentence")
    ),
    "description is too long": Case(data("description", "a" * 201), ("at most 200", "not 201")),
    "description has a control character": Case(
        data("description", "bell\x07"), ("leave out invisible", '"bell\\u0007"')
    ),
    "description turns the text around": Case(
        data("description", "a\u202eb"), ("leave out invisible", "\\u202e")
    ),
    "team has an at sign": Case(
        data("owning_team", "@acme/data"), ("owning_team:", "leave out the @", '"@acme/data"')
    ),
    "tier is unknown": Case(
        data("tier", "gold"), ("tier:", "'gold'", "production, internal, prototype")
    ),
    "python is too old": Case(
        data("python_version", "3.9"), ("'3.9'", ", ".join(offered_pythons()))
    ),
    "python is not one that the shape runs on": Case(
        data("python_version", "3.12", "llm-service"),
        ("python_version:", "llm package runs on 3.13 only", "3.12", "--data python_version"),
    ),
    "python is not one that agents are tested on": Case(
        data("python_version", "3.14", "livekit-agent"),
        ("python_version:", "tested on 3.12 and 3.13", "3.14"),
    ),
    "version of the llm package is an option of git": Case(
        data("llm_package_ref", "--upload-pack=x", "llm-service"),
        ("llm_package_ref:", "tag, branch or commit", '"--upload-pack=x"'),
    ),
    "dialect is unknown": Case(
        data("standards_dialect", "klingon"), ("'klingon'", "documented, extends")
    ),
}
# What else a person can type wrong.
COMMANDS = {
    "question is of another shape": Case(
        data("llm_package_ref", "main"), ("no question 'llm_package_ref'",)
    ),
    "question is unknown": Case(data("colour", "blue"), ("no question 'colour'", "description")),
    "layer is no question": Case(data("base", "."), ("no question 'base'",)),
    "answer has no equals sign": Case(
        ("repo", "--defaults", "--data", "tier"), ("'tier'", "key=value")
    ),
    "answer is given twice": Case(
        ("repo", "--defaults", "-d", "tier=internal", "-d", "tier=prototype"), ("tier", "twice")
    ),
    "option and answer disagree": Case(
        ("repo", "--defaults", "--tier", "internal", "-d", "tier=prototype"),
        ("--tier internal", "tier=prototype", "disagree"),
    ),
    # What to render
    **{
        f"shape is not sanctioned: {shape}": Case(
            ("repo", "--defaults", "--shape", shape),
            (f"'{shape}'", "not a sanctioned shape", "TypeScript", "goldenpath shapes"),
        )
        for shape in ("fastapi", "api", "web", "cli", "frontend", "infra")
    },
    "unsanctioned shape at the other organisation": Case(
        ("repo", "--defaults", "--shape", "api", "--organisation", "progression-labs"),
        ("Progression Labs", "progression-labs/fastify-api"),
    ),
    "shape is unknown": Case(
        ("repo", "--defaults", "--shape", "spaceship"), ("'spaceship'", "lambda-pipeline")
    ),
    "organisation is unknown": Case(
        ("repo", "--defaults", "--organisation", "nobody"),
        ("'nobody'", ", ".join(organisation.name for organisation in catalogue().organisations)),
    ),
    "template is no template": Case(
        ("repo", "--defaults", "--template", "nowhere"), ("'nowhere'", "copier.yml", "https URL")
    ),
    # Where to put it
    "destination is not empty": Case(("full", "--defaults"), ("full", "is not empty", "choose")),
    "destination is a file": Case(("file", "--defaults"), ("file", "is a file", "choose")),
    "destination is below a file": Case(
        ("file/repo", "--defaults"), ("file", "not a folder", "choose")
    ),
    "destination is in a repository": Case(
        ("cloned/repo", "--defaults"), ("inside the git repository", "--no-git")
    ),
    "destination's name is no project's": Case(
        ("my@repo", "--defaults"), ('"my@repo"', "--data project_name=")
    ),
    "nobody is at the terminal": Case(("repo",), ("no terminal", "--defaults")),
    # Data files
    "data file is missing": Case(
        ("repo", "--defaults", "--data-file", "none.yml"), ("'none.yml'", "does not exist")
    ),
    "data file is no mapping": Case(
        ("repo", "--defaults", "--data-file", "list.yml"), ("'list.yml'", "question: answer")
    ),
    "data file is no YAML": Case(
        ("repo", "--defaults", "--data-file", "broken.yml"), ("'broken.yml'", "not valid YAML")
    ),
    "data file has a list for an answer": Case(
        ("repo", "--defaults", "--data-file", "nested.yml"), ("'tier'", "plain value")
    ),
    "data file is not text": Case(
        ("repo", "--defaults", "--data-file", "binary.yml"), ("'binary.yml'", "cannot be read")
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/kept.txt").write_text("kept")
    (tmp_path / "file").write_text("kept")
    (tmp_path / "cloned/.git").mkdir(parents=True)
    (tmp_path / "cloned/.git/HEAD").write_text("ref: refs/heads/main\n")
    for name in ("objects", "refs"):
        (tmp_path / "cloned/.git" / name).mkdir()
    (tmp_path / "list.yml").write_text("- tier\n")
    (tmp_path / "broken.yml").write_text("tier: [")
    (tmp_path / "nested.yml").write_text("tier: [internal]\n")
    (tmp_path / "binary.yml").write_bytes(b"\xff\xfe\x00")
    return tmp_path


@pytest.mark.parametrize("name", ANSWERS)
def test_a_bad_answer_is_explained(template: Path, name: str) -> None:
    arguments, says = ANSWERS[name]
    question, _, value = arguments[-1].partition("=")
    with pytest.raises(BadInputError) as refused:
        render_in_memory(template, {"shape": arguments[-3], question: value})
    require_parts(says, str(refused.value))


def require_parts(parts: tuple[str, ...], message: str) -> None:
    """Demand that a message is one line, with the parts in their order."""
    assert len(message.strip().splitlines()) == 1
    position = 0
    for part in parts:
        assert part in message[position:], message
        position = message.index(part, position)


@pytest.mark.slow
# Copier refuses what the engine in memory refuses; test_engines.py compares more of it.
@pytest.mark.parametrize("name", [*list(ANSWERS)[::12], *COMMANDS])
def test_bad_input_is_explained_and_leaves_nothing(folder: Path, name: str) -> None:
    arguments, says = (ANSWERS | COMMANDS)[name]
    before = sorted(folder.rglob("*"))
    done = run_goldenpath("new", *arguments, folder=folder)
    assert "Traceback" not in done.stderr
    error = done.stderr[done.stderr.index("error:") :]
    require_parts(says, error)
    assert done.returncode == ExitCode.BAD_INPUT
    assert sorted(folder.rglob("*")) == before


@pytest.mark.slow
def test_an_unknown_option_is_a_usage_error(tmp_path: Path) -> None:
    done = run_goldenpath("new", "repo", "--colour", "blue", folder=tmp_path)
    assert done.returncode == ExitCode.BAD_INPUT
    assert "--colour" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_a_version_that_does_not_exist_is_named(released_template: Path, tmp_path: Path) -> None:
    done = run_goldenpath(
        *("new", "repo", "--defaults", "--template", released_template, "--vcs-ref", "v9.9.9"),
        folder=tmp_path,
    )
    assert done.returncode == ExitCode.BAD_INPUT
    assert "v9.9.9" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_template_that_cannot_be_reached_is_a_matter_of_the_environment(tmp_path: Path) -> None:
    done = run_goldenpath(
        *("new", "repo", "--defaults", "--template", f"file://{tmp_path}/none.git"),
        folder=tmp_path,
        environment={"COPIER_CACHE_DIR": str(tmp_path / "cache")},
    )
    assert done.returncode == ExitCode.ENVIRONMENT
    assert "none.git" in done.stderr
    assert "cannot be fetched" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "repo").exists()
