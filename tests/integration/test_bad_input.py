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
        data("package_name", "2fast"), ("package_name:", '"2fast"', "begin with a letter")
    ),
    "package is a keyword": Case(
        data("package_name", "class"), ('"class"', "keyword", "class_service")
    ),
    "package is a standard module": Case(
        data("package_name", "json"), ('"json"', "standard library", "json_service")
    ),
    "package is too long": Case(
        data("package_name", "a" * 41), ("41 characters", "2 to 40", "choose another")
    ),
    "package has capitals": Case(data("package_name", "Orders"), ('"Orders"', "lower-case")),
    "package leaves the folder": Case(
        data("package_name", "../../etc"), ('"../../etc"', "is not a package name")
    ),
    "package has a Cyrillic letter": Case(
        data("package_name", "\u043erders"), ('"\\u043erders"', "letters a-z")
    ),
    "package has full-width letters": Case(
        data("package_name", "\uff4frders"), ('"\\uff4frders"', "letters a-z")
    ),
    "package is used by the repo": Case(
        data("package_name", "tests"), ('"tests"', "uses itself", "tests_service")
    ),
    "package is a dependency": Case(data("package_name", "boto3"), ('"boto3"', "installs")),
    "package is a template": Case(
        data("package_name", "{{ 7 * 7 }}"), ('"{{ 7 * 7 }}"', "is not a package name")
    ),
    "package ends in a newline": Case(
        data("package_name", "orders\n"), ('"orders\\n"', "is not a package name")
    ),
    "slug has two hyphens": Case(
        data("project_slug", "orders--pipeline"), ('"orders--pipeline"', "single hyphens")
    ),
    "slug is a dependency": Case(data("project_slug", "pydantic"), ("my-pydantic",)),
    "slug is empty": Case(data("project_slug", ""), ("project_slug:", "0 characters")),
    "project is empty": Case(data("project_name", ""), ("project_name:", "needs a name")),
    "project has a quote": Case(data("project_name", 'a"b'), ('"a\\"b"', "plain letters")),
    "project has a brace": Case(data("project_name", "a{b}"), ('"a{b}"', "plain letters")),
    "project has a slash": Case(data("project_name", "a/b"), ('"a/b"', "plain letters")),
    "project has a backslash": Case(data("project_name", "a\\b"), ('"a\\\\b"', "plain letters")),
    "project has a control character": Case(
        data("project_name", "a\x07b"), ('"a\\u0007b"', "plain letters")
    ),
    "project has an emoji": Case(data("project_name", "a🚀b"), ("\\ud83d\\ude80", "plain letters")),
    "project is too long": Case(data("project_name", "a" * 41), ("41 characters", "2 to 40")),
    "project begins with a digit": Case(data("project_name", "1st"), ('"1st"', "begin with")),
    # Other answers
    "description is empty": Case(data("description", " \n "), ("description:", "needs text")),
    "description is too long": Case(data("description", "a" * 201), ("201", "200", "shorten")),
    "description has a control character": Case(
        data("description", "bell\x07"), ('"bell\\u0007"', "remove")
    ),
    "description turns the text around": Case(
        data("description", "a\u202eb"), ("\\u202e", "direction of text")
    ),
    "team has an at sign": Case(
        data("owning_team", "@acme/data"), ("owning_team:", "without the @")
    ),
    "tier is unknown": Case(
        data("tier", "gold"), ("tier:", "'gold'", "production, internal, prototype")
    ),
    "python is too old": Case(
        data("python_version", "3.9"), ("'3.9'", ", ".join(offered_pythons()))
    ),
    "python is not one that the shape runs on": Case(
        data("python_version", "3.12", "llm-service"),
        ("python_version:", "3.12", "llm package runs on Python 3.13 only", "Give an answer"),
    ),
    "python is not one that agents are tested on": Case(
        data("python_version", "3.14", "livekit-agent"),
        ("python_version:", "3.14", "tested on Python 3.12 and 3.13"),
    ),
    "version of the llm package is an option of git": Case(
        data("llm_package_ref", "--upload-pack=x", "llm-service"),
        ("llm_package_ref:", '"--upload-pack=x"', "tag, branch or commit"),
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
