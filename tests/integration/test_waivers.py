"""Waivers that would have no effect are refused, and those that have none any more are told."""

import datetime
import json

import pytest

from support.command import run_goldenpath
from support.in_process import SOON
from support.small_template import PYPROJECT, Repository, SmallTemplate, snapshot

LATER = datetime.date.today() + datetime.timedelta(days=400)
LENGTH = ("pyproject.toml", "--key", "tool.ruff.line-length")


def waive(repository: Repository, *arguments: str, until: datetime.date = SOON) -> tuple[int, str]:
    asked = ("waive", *arguments, "--reason", "a spike", "--until", str(until))
    cache = {"GOLDENPATH_CACHE": str(repository.cache)}
    done = run_goldenpath(*asked, folder=repository.root, environment=cache)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ci/biuld.yml",), "'ci/biuld.yml' cannot be waived, because v1.0.1 of the template"),
        (("src",), "'src' cannot be waived"),
        (("src/app.py",), "'src/app.py' needs no waiver: it is a seeded file, which is yours"),
        (("uv.lock",), "'uv.lock' cannot be waived"),
        ((".copier-answers.yml",), "needs no waiver: a tool writes it"),
        (("ci/build.yml", "--key", "jobs"), "belongs to the template as a whole, so --key has no"),
        (("pyproject.toml", "--key", "tool.ruff.lin-length"), "has no key 'tool.ruff.lin-length'"),
        (("pyproject.toml", "--key", "project.name"), "'project.name' in pyproject.toml is yours"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_would_have_no_effect_is_refused(
    repository: Repository, arguments: tuple[str, ...], sentence: str
) -> None:
    before = snapshot(repository.root)
    code, said = waive(repository, *arguments)
    assert code == 2, said
    assert sentence in said
    assert snapshot(repository.root) == before


def test_more_than_a_year_is_refused(repository: Repository) -> None:
    code, said = waive(repository, "ci/build.yml", until=LATER)
    assert code == 2
    assert f"{LATER} is more than a year away: give an earlier day" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("ci/build.yml",),
        ("pyproject.toml",),
        LENGTH,
        ("pyproject.toml", "--key", "tool.ruff"),
        ("pyproject.toml", "--key", "tool.ruff.own"),
        ("pyproject.toml", "--key", "dependency-groups.dev.pytest"),
    ],
    ids=" ".join,
)
def test_what_the_template_owns_can_be_waived(
    repository: Repository, arguments: tuple[str, ...]
) -> None:
    text = repository.read("pyproject.toml")
    repository.write("pyproject.toml", text.replace("[tool.ruff]\n", "[tool.ruff]\nown = 1\n"))
    assert waive(repository, *arguments)[0] == 0


def test_a_waiver_without_effect_is_told_and_breaks_nothing(
    small: SmallTemplate, repository: Repository
) -> None:
    repository.write("pyproject.toml", PYPROJECT.replace("{{ project_slug }}", "demo"))
    assert waive(repository, *LENGTH)[0] == 0
    ended = '[[waivers]]\npath = "{}"\nreason = "old"\nuntil = 2020-01-01\n'
    text = repository.read("goldenpath.toml")
    more = "".join(map(ended.format, ("ci/build.yml", "gone.yml", "src/app.py")))
    repository.write("goldenpath.toml", text + more)
    done = check(repository)
    assert done[0] == 0, done
    said = " ".join(done[1].split())
    length = "The waiver of tool.ruff.line-length in pyproject.toml has no effect, because nothing"
    assert f"{length} differs there: remove it from goldenpath.toml." in said
    assert "The waiver of ci/build.yml has no effect, because nothing differs there" in said
    assert "of gone.yml has no effect, because the template does not render this file" in said
    assert "of src/app.py has no effect, because src/app.py is seeded and never compared" in said
    (report,) = json.loads(check(repository, "--format=json")[1])["repositories"]
    dead = report["drift"]["dead_waivers"]
    assert [waiver["path"] for waiver in dead] == [
        "pyproject.toml",
        "ci/build.yml",
        "gone.yml",
        "src/app.py",
    ]
    repository.edit("pyproject.toml", "line-length = 100", "line-length = 90")
    (report,) = json.loads(check(repository, "--format=json")[1])["repositories"]
    assert "pyproject.toml" not in [dead["path"] for dead in report["drift"]["dead_waivers"]]


def check(repository: Repository, *options: str) -> tuple[int, str]:
    cache = {"GOLDENPATH_CACHE": str(repository.cache)}
    done = run_goldenpath(
        *("check", "--drift", "--no-lock", *options), folder=repository.root, environment=cache
    )
    return done.returncode, done.stdout
