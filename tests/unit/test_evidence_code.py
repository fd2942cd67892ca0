"""Projects, modules, models and workflows as rules see them."""

import ast
from pathlib import Path

import pytest

from goldenpath.rules.evidence.models import (
    DataClass,
    descendants_of,
    json_models,
    variables_of,
)
from goldenpath.rules.evidence.project import Dependency, Project
from goldenpath.rules.evidence.python import (
    Import,
    Module,
    base_names,
    dotted,
    keyword_text,
    keywords_of,
    parts_of,
    public_names,
)
from goldenpath.rules.evidence.workflows import Used, Workflow, commands_of, read_workflows

from support.folders import written

MAX_BYTES = 1_000_000


def project(tmp_path: Path, text: str) -> Project:
    return Project(written(tmp_path, {"pyproject.toml": text}))


@pytest.mark.parametrize(
    ("requires", "oldest"),
    [
        (">=3.12", "3.12"),
        (">=3.12.1,<3.14", "3.12"),
        ("==3.13.*", "3.13"),
        ("~=3.11", "3.11"),
        (">3.11", "3.11"),
        ("!=3.6.*,!=3.7.*", "3.8"),
        (">=3.7", "3.7"),
        (">=3.29", "3.29"),
        # Any of them, or none, is no oldest one.
        (">=3.6", None),
        (">=2.7", None),
        ("", None),
        (">=3.30", None),
        ("<3", None),
        ("nonsense", None),
    ],
)
def test_the_oldest_python_is_what_requires_python_admits(
    tmp_path: Path, requires: str, oldest: str | None
) -> None:
    found = project(tmp_path, f'[project]\nrequires-python = "{requires}"\n')
    assert found.oldest_python == oldest


DEPENDING = """\
[project]
name = "My_Service"
dependencies = ["Pydantic>=2", "own @ https://example.com/own.whl", "not a requirement!", "b"]
[project.optional-dependencies]
pdf = ["Report.Lab"]
[dependency-groups]
dev = ["pytest", {include-group = "lint"}]
lint = ["ruff>=0.1"]
[tool.uv]
dev-dependencies = ["old_way"]
"""


def test_a_project_says_what_it_depends_on(tmp_path: Path) -> None:
    found = project(tmp_path, DEPENDING)
    assert found.problem is None
    assert found.name == "my-service"
    assert found.dependencies == (
        Dependency("pydantic", False),
        Dependency("own", True),
        Dependency("b", False),
        Dependency("report-lab", False),
    )
    assert [item.name for item in found.development] == ["pytest", "ruff", "old-way"]
    assert found.depended_on == {
        *("pydantic", "own", "b", "report-lab"),
        *("pytest", "ruff", "old-way"),
    }
    assert found.at("project", "name") == "My_Service"
    assert found.table("project", "optional-dependencies") == {"pdf": ["Report.Lab"]}
    assert found.texts("dependency-groups", "lint") == ("ruff>=0.1",)


@pytest.mark.parametrize(
    ("pattern", "line"), [(r"^\[project\]", 1), (r"Pydantic", 3), (r"^lint", 8), ("gone", None)]
)
def test_a_line_is_counted_from_one(tmp_path: Path, pattern: str, line: int | None) -> None:
    assert project(tmp_path, DEPENDING).line_of(pattern) == line
    below = project(tmp_path, f"\n{DEPENDING}").line_of(pattern)
    assert below == (None if line is None else line + 1)


@pytest.mark.parametrize(
    ("name", "line"),
    [("ruff", 8), ("old-way", 10), ("own", 3), ("Pydantic", 3), ("dev", None), ("pytes", None)],
)
def test_a_dependency_is_found_however_it_is_written(
    tmp_path: Path, name: str, line: int | None
) -> None:
    assert project(tmp_path, DEPENDING).line_of_dependency(name) == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[tool.uv.workspace]\nmembers = ["a"]\n', True),
        ('[tool.uv.workspace]\nmembers = ["a"]\n[project]\nname = "a"\n', False),
        ('[project]\nname = "a"\n', False),
        ("", False),
    ],
)
def test_the_root_of_a_workspace_may_be_no_package(
    tmp_path: Path, text: str, expected: bool
) -> None:
    assert project(tmp_path, text).is_workspace_only is expected


def test_a_project_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert Project(written(tmp_path, {"a": ""})).problem == "pyproject.toml is missing"
    broken = project(tmp_path, "[project\n")
    assert str(broken.problem).startswith("pyproject.toml is not valid TOML: ")
    assert broken.document == {}
    assert broken.name == ""


def module(tmp_path: Path, text: str | bytes, path: str = "src/app/core.py") -> Module:
    return Module(written(tmp_path, {path: text}), path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b\n", [Import("a.b", 1)]),
        ("import a, b\n", [Import("a", 1), Import("b", 1)]),
        ("from a import b, c\n", [Import("a", 1), Import("a.b", 1), Import("a.c", 1)]),
        ("from .a import b\n", []),
        ("from . import b\n", []),
        ("\ndef f():\n    import a\n", [Import("a", 3)]),
        ("importlib.import_module('a.b')\n", [Import("a.b", 1)]),
        ("import_module('a')\n", [Import("a", 1)]),
        ("__import__('a')\n", [Import("a", 1)]),
        ("importlib.__import__('a')\n", [Import("a", 1)]),
        ("importlib.import_module(name)\n", []),
        ("importlib.import_module()\n", []),
        ("importlib.import_module(3)\n", []),
        ("other.import_module_('a')\n", []),
    ],
)
def test_what_is_imported_by_whatever_means(
    tmp_path: Path, text: str, expected: list[Import]
) -> None:
    assert list(module(tmp_path, text).imports) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/app/core.py", ("core", "src", False)),
        ("src/_app/core.py", ("core", "src", True)),
        ("src/app/_core.py", ("_core", "src", True)),
        ("src/app/__init__.py", ("__init__", "src", False)),
        ("conftest.py", ("conftest", "conftest.py", False)),
    ],
)
def test_a_module_has_a_name_and_a_place(
    tmp_path: Path, path: str, expected: tuple[str, str, bool]
) -> None:
    found = module(tmp_path, "", path)
    assert (found.name, found.folder, found.is_private) == expected


@pytest.mark.parametrize(
    ("content", "problem", "line"),
    [
        ("def f(:\n", "invalid syntax", 1),
        ("x = 1\n\ny = = 2\n", "invalid syntax", 3),
        (b"\xff", "it is not UTF-8 text, or is larger than 1000000 bytes", None),
        (b"#" * (MAX_BYTES + 1), "it is not UTF-8 text, or is larger than 1000000 bytes", None),
    ],
)
def test_a_module_that_cannot_be_parsed_says_why(
    tmp_path: Path, content: str | bytes, problem: str, line: int | None
) -> None:
    found = module(tmp_path, content)
    assert (found.problem, found.problem_line) == (problem, line)
    assert found.tree is None
    assert not list(found.nodes(ast.Call))
    assert found.imports == ()


def test_a_module_is_a_tree(tmp_path: Path) -> None:
    found = module(tmp_path, "class A:\n    class B:\n        x = 'a'\nf(g('b'), h.i.j())\n")
    assert found.problem is None
    assert [item.name for item in found.classes] == ["A", "B"]
    assert found.strings == {"a", "b"}
    assert len(found.calls) == 3
    assert found.calls_inside(found.calls[0]) == ("g", "j")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", "a"), ("a.b.c", "a.b.c"), ("a()", ""), ("a().b", ""), ("a[0].b", ""), ("1", "")],
)
def test_a_name_is_written_with_its_dots(text: str, expected: str) -> None:
    assert dotted(ast.parse(text, mode="eval").body) == expected
    assert dotted(None) == ""


def test_a_base_is_known_by_the_last_part_of_its_name() -> None:
    (definition,) = ast.parse("class A(pydantic.BaseModel, Generic[T], f()): ...").body
    assert isinstance(definition, ast.ClassDef)
    assert base_names(definition) == ("BaseModel", "Generic", "")


def test_a_keyword_is_read_where_it_is_a_text() -> None:
    call = ast.parse("f(a='x', b=1, c=d, **e)", mode="eval").body
    assert isinstance(call, ast.Call)
    assert [keyword_text(call, name) for name in "abcde"] == ["x", None, None, None, None]
    assert keywords_of(call) == {"a", "b", "c", None}
    assert keyword_text(call.func, "a") is None
    assert keyword_text(None, "a") is None


@pytest.mark.parametrize(
    ("annotation", "names"),
    [
        ("dict", {"dict"}),
        ("list[dict]", {"list", "dict"}),
        ("'dict'", {"dict"}),
        ("list['dict[str, int]']", {"list", "dict", "str", "int"}),
        ("Literal['dict']", set()),
        ("typing.Literal['dict']", set()),
        ("Annotated[str, dict]", {"str"}),
        ("Annotated['dict', 1]", {"dict"}),
        ("t.Annotated[str, dict]", {"str"}),
        ("a | dict", {"a", "dict"}),
        ("'no type at all'", set()),
        ("\"'dict'\"", set()),
    ],
)
def test_the_types_of_an_annotation_are_found_in_quotes_too(
    annotation: str, names: set[str]
) -> None:
    parts = list(parts_of(ast.parse(annotation, mode="eval").body))
    found = {part.id for part in parts if isinstance(part, ast.Name)}
    assert found - {"Literal", "Annotated", "typing", "t"} == names


PUBLIC = """\
LIMIT: int = 3
_hidden: dict = {}
plain = {}

def show(raw: dict, /, count: int, *args: list, _own: set, last: str = "", **more: bytes) -> tuple:
    inner: float = 1.0

async def wait(seconds: complex): ...

def _private(raw: dict) -> dict: ...

class Order:
    lines: list
    _cache: dict

    def __init__(self, total: Decimal) -> None: ...

    def __call__(self, given: bool): ...

    def __repr__(self) -> str: ...

    def _own(self, raw: dict): ...

    class Part:
        name: bytes

class _Private:
    raw: dict
"""


def test_what_others_can_use_is_public(tmp_path: Path) -> None:
    found = public_names(module(tmp_path, PUBLIC))
    assert {item.name: ast.unparse(item.annotation) for item in found} == {
        "LIMIT": "int",
        "show(raw)": "dict",
        "show(count)": "int",
        "show(last)": "str",
        "show() ->": "tuple",
        "wait(seconds)": "complex",
        "Order.lines": "list",
        "Order.__init__(total)": "Decimal",
        "Order.__init__() ->": "None",
        "Order.__call__(given)": "bool",
        "Order.Part.name": "bytes",
    }


MODELS = """\
class Base(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

class Heir(Base):
    a: int

class Plain(pydantic.BaseModel):
    model_config: ConfigDict = ConfigDict(frozen=True)

class Other:
    pass

class Far(Heir, Other): ...

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="app_")
    LIMIT: ClassVar[int] = 3
    other: typing.ClassVar = 3
    _hidden: int = 1
    needed: str
    given: int = 1
    field: str = Field()
    factory: str = Field(default_factory=str)
    default: str = pydantic.Field(default="x")
    first: str = Field("x")
    dots: str = Field(...)
    more: str = ...
    called: str = other()
    renamed: str = Field(alias="one")
    several: str = Field(validation_alias=AliasChoices("two", "three"))
    plain = 3
    other.place: int = 1
    places[0]: int = 1
"""


def named(classes: tuple[DataClass, ...]) -> list[str]:
    return [item.definition.name for item in classes]


def test_heirs_are_found_through_any_number_of_steps(tmp_path: Path) -> None:
    modules = [module(tmp_path, MODELS)]
    assert named(descendants_of(frozenset({"BaseModel"}), modules)) == [
        "Base",
        "Heir",
        "Plain",
        "Far",
    ]
    assert named(json_models(modules)) == ["Base", "Heir", "Far"]
    assert named(descendants_of(frozenset({"Nobody"}), modules)) == []


def test_a_class_that_is_its_own_base_ends(tmp_path: Path) -> None:
    found = [module(tmp_path, "class A(B): ...\nclass B(A): ...\n")]
    assert named(descendants_of(frozenset({"A"}), found)) == ["A", "B"]


def test_settings_declare_environment_variables(tmp_path: Path) -> None:
    modules = [module(tmp_path, MODELS)]
    variables = variables_of(descendants_of(frozenset({"BaseSettings"}), modules), modules)
    assert {variable.field.name: variable.names for variable in variables} == {
        "needed": ("APP_NEEDED",),
        "given": ("APP_GIVEN",),
        "field": ("APP_FIELD",),
        "factory": ("APP_FACTORY",),
        "default": ("APP_DEFAULT",),
        "first": ("APP_FIRST",),
        "dots": ("APP_DOTS",),
        "more": ("APP_MORE",),
        "called": ("APP_CALLED",),
        "renamed": ("ONE",),
        "several": ("TWO", "THREE"),
    }
    assert [variable.field.name for variable in variables if variable.field.is_required] == [
        "needed",
        "field",
        "dots",
        "more",
        "renamed",
        "several",
    ]
    assert variables[0].field.line == 20


def test_settings_without_a_prefix_have_none(tmp_path: Path) -> None:
    (settings,) = descendants_of(
        frozenset({"BaseSettings"}), [module(tmp_path, "class A(BaseSettings):\n    b: int\n")]
    )
    assert settings.config is None
    assert [variable.names for variable in variables_of((settings,), ())] == [("B",)]


def test_settings_have_the_fields_and_the_prefix_of_their_bases(tmp_path: Path) -> None:
    modules = [
        module(
            tmp_path,
            """
class Plain(Model):
    a: int

class FromEnvironment(Plain, BaseSettings, env_prefix="APP_"):
    b: int

class Special(FromEnvironment):
    c: int

class Other(Special):
    model_config = SettingsConfigDict(env_prefix="")
    d: int
""",
        )
    ]
    found = variables_of(descendants_of(frozenset({"BaseSettings"}), modules), modules)
    names = [name for variable in found for name in variable.names]
    assert names == ["APP_B", "APP_A", "APP_C", "D"]


def test_classes_that_share_a_name_cost_no_more_time(tmp_path: Path) -> None:
    # Each is the base of all others. It took minutes for so many.
    text = "class A(A):\n    a: int\n" * 1500 + "class S(A, BaseSettings):\n    s: int\n"
    modules = [module(tmp_path, text)]
    found = variables_of(descendants_of(frozenset({"BaseSettings"}), modules), modules)
    assert {name for variable in found for name in variable.names} == {"A", "S"}


WORKFLOW = """\
on: [push, pull_request]
permissions: {}
jobs:
  a:
    steps:
      - uses: actions/checkout@v4 # v4.0.0
      - run: |
          make all
          ./scripts/deep/check.sh --fast
      - name: no command
  b:
    uses: "org/repo/.github/workflows/x.yml@main"
  c: text
"""


def workflow(tmp_path: Path, text: str) -> Workflow:
    path = ".github/workflows/ci.yml"
    return Workflow(written(tmp_path, {path: text}), path)


def test_a_workflow_says_what_it_runs_and_uses(tmp_path: Path) -> None:
    found = workflow(tmp_path, WORKFLOW)
    assert found.problem is None
    assert len(found.jobs) == 2
    assert len(found.steps) == 3
    assert found.commands == ("make all\n./scripts/deep/check.sh --fast\n",)
    assert list(found.used) == [
        Used("actions/checkout@v4", "v4.0.0", 6),
        Used("org/repo/.github/workflows/x.yml@main", "", 12),
    ]
    assert found.line_of("make all") == 8
    assert found.line_of("on:") == 1
    assert found.line_of("gone") is None


@pytest.mark.parametrize(
    ("text", "triggers"),
    [
        ("on: push\n", {"push"}),
        ("on: [push, pull_request]\n", {"push", "pull_request"}),
        ("on:\n  push:\n  schedule: []\n", {"push", "schedule"}),
        ("'on': push\n", {"push"}),
        ("true: push\n", {"push"}),
        ("on: 3\n", set()),
        ("name: a\n", set()),
    ],
)
def test_what_starts_a_workflow(tmp_path: Path, text: str, triggers: set[str]) -> None:
    assert workflow(tmp_path, text).triggers == triggers


def test_a_workflow_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    found = workflow(tmp_path, "on: [push\n")
    assert found.problem
    assert (found.jobs, found.steps, found.commands) == ((), (), ())


def test_only_files_in_the_folder_of_workflows_are_workflows(tmp_path: Path) -> None:
    files = {
        ".github/workflows/a.yml": WORKFLOW,
        ".github/workflows/b.yaml": WORKFLOW,
        ".github/workflows/c.txt": WORKFLOW,
        ".github/dependabot.yml": WORKFLOW,
        "x/.github/workflows/d.yml": WORKFLOW,
    }
    found = read_workflows(written(tmp_path, files))
    assert [item.path for item in found] == [".github/workflows/a.yml", ".github/workflows/b.yaml"]


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ("./scripts/deep/check.sh --fast", "scripts/deep/check.sh"),
        ("scripts/check", "scripts/check"),
        ("check.sh", "check.sh"),
        ("cd x; ci/run", "ci/run"),
        ("true && ci/run", "ci/run"),
        ("true|ci/run", "ci/run"),
        ("make all", "Makefile"),
        ("just test", "justfile"),
        ("just test", "Justfile"),
        ("uvx nox", "noxfile.py"),
        ("tox -e py", "tox.ini"),
        ("pre-commit run", ".pre-commit-config.yaml"),
        ("prek run", ".pre-commit-config.yaml"),
    ],
)
def test_what_a_command_calls_is_run_too(tmp_path: Path, command: str, path: str) -> None:
    text = f"jobs:\n  a:\n    steps:\n      - run: {command}\n"
    folder = written(tmp_path, {".github/workflows/ci.yml": text, path: "inside\n"})
    assert "inside" in commands_of(read_workflows(folder), folder)


@pytest.mark.parametrize("command", ["makeup", "echo nothing", "justice", "echo a.shx"])
def test_what_a_command_does_not_call_is_not_run(tmp_path: Path, command: str) -> None:
    text = f"jobs:\n  a:\n    steps:\n      - run: {command}\n"
    others = dict.fromkeys(("Makefile", "justfile", "a.sh", "scripts/x"), "inside\n")
    folder = written(tmp_path, {".github/workflows/ci.yml": text, **others})
    assert commands_of(read_workflows(folder), folder).strip() == command


def test_one_runner_may_call_the_next(tmp_path: Path) -> None:
    text = "jobs:\n  a:\n    steps:\n      - run: tox\n"
    files = {
        ".github/workflows/ci.yml": text,
        "tox.ini": "commands = pre-commit run\n",
        ".pre-commit-config.yaml": "inside\n",
    }
    folder = written(tmp_path, files)
    assert "inside" in commands_of(read_workflows(folder), folder)
