"""Where rules end: what looks like a breach and is none, and breaches that hide."""

from pathlib import Path
from typing import NamedTuple

import pytest

from support.mutations import CI, LAMBDA, ORIGINALS
from support.repositories import Workbench, check, render_locked


class Case(NamedTuple):
    """Something added to a file, and the rule that it breaks, or None."""

    path: str
    added: str
    breaks: str | None


ODD = "src/orders/odd.py"
SETTINGS = "src/orders/settings.py"
CASES = (
    # A dict that is a structure, a mapping, or nobody's business.
    Case(ODD, "def f(**options: dict) -> None: ...", None),
    Case(ODD, "def f(counts: dict[str, int]) -> dict[str, list[str]]: ...", None),
    Case(ODD, "class Movie(TypedDict):\n    name: str", None),
    Case(ODD, "def _f(raw: dict) -> dict: ...", None),
    Case(ODD, "def f() -> None:\n    local: dict = {}", None),
    Case(ODD, 'def f(kind: Literal["dict"]) -> None: ...', None),
    Case(ODD, 'def f(kind: Annotated[str, Doc("dict")]) -> None: ...', None),
    Case(ODD, "class _Private:\n    raw: dict", None),
    Case(ODD, "def f(raw: list[dict]) -> None: ...", "TY01"),
    Case(ODD, "def f() -> dict[str, Any] | None: ...", "TY01"),
    Case(ODD, 'def f(raw: "dict") -> None: ...', "TY01"),
    Case(ODD, 'def f(raw: "list[Dict[str, object]]") -> None: ...', "TY01"),
    Case(ODD, "class Order:\n    lines: typing.Dict", "TY01"),
    Case(ODD, "class Order:\n    def lines(self) -> dict: ...", "TY01"),
    # Imports by other means, and names that only begin alike.
    Case(ODD, 'import importlib\n\nX = importlib.import_module("openai.types")', "IM02"),
    Case(ODD, 'X = __import__("anthropic")', "IM02"),
    Case(ODD, "from google import generativeai", "IM02"),
    Case(ODD, "if TYPE_CHECKING:\n    from fastapi import FastAPI", "IM02"),
    Case("tests/unit/test_odd.py", "import langfuse", "IM02"),
    Case(ODD, "import openai_harmony", None),
    Case(ODD, "from .openai import client", None),
    Case(ODD, "from google import cloud", None),
    # Errors that are caught broadly and not hidden.
    Case(ODD, "try:\n    f()\nexcept Exception as error:\n    raise Known from error", None),
    Case("src/orders/__main__.py", "try:\n    f()\nexcept Exception:\n    stop()", None),
    Case(ODD, "try:\n    f()\nexcept:\n    stop()", "TY06"),
    Case(ODD, "try:\n    f()\nexcept BaseException:\n    stop()", "TY06"),
    Case(ODD, "def f() -> None:\n    raise Exception", "TY07"),
    # The log.
    Case(ODD, 'logger.info("done", extra={"name": f"{name}"})', None),
    Case(ODD, 'logger.info(f"done")', None),
    Case(ODD, 'logger.warning("done %s" % name)', "CF08"),
    Case(ODD, 'self._logger.error("done {}".format(name))', "CF08"),
    Case(ODD, 'logging.info("done " + name)', "CF08"),
    Case(ODD, 'catalog.info(f"{name}")', None),
    # The environment.
    Case(ODD, 'HOME = os.environ["HOME"]', None),
    Case(ODD, 'NAME = os.environ.get("SERVICE_NAME")', None),
    Case(ODD, 'os.environ["ORDERS_REGION"] = "eu"', None),
    Case(ODD, 'NAME = os.getenv("ORDERS_REGION")', "CF01"),
    Case(".env.example", "# ORDERS_REGION=eu", None),
    # JSON.
    Case("src/orders/models.py", "class A(OutputModel):\n    total_cents: int", None),
    Case("src/orders/models.py", "class A(BaseModel):\n    gift: bool", None),
    Case("src/orders/models.py", "class A(Order):\n    gift: bool", "TY04"),
    Case(ODD, 'class A(BaseModel):\n    b: str = Field(validation_alias="b_c")', None),
    Case(ODD, "class Level(IntEnum):\n    LOW = 1\n    _ignore_ = []", None),
    # Documents: prose is no command, and neither is uv's own pip.
    Case("README.md", "We do not use pip install here.", None),
    Case("README.md", "`uv pip install --system x` is for images.", None),
    Case("README.md", "Run `poetry install`.", "DO08"),
    Case("docs/use.md", "```sh\npython3 -m pip install x\n```", "DO08"),
    Case("CHANGELOG.md", "## [1.0.0] - 2026-01-31\n\n### Fixed\n\n- It.", None),
    Case("CHANGELOG.md", "## Version one", "DO05"),
    # Workflows.
    Case(CI, "      - uses: ./.github/actions/own", None),
    Case(CI, "      - uses: actions/checkout@main", "CI03"),
    Case(CI, "      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", "CI03"),
    Case(CI, "      - run: pip3 install ruff", "CI07"),
    Case(CI, "      # pip install is not for us", None),
    Case(CI, "      - run: uvx pip-audit", None),
    Case(
        CI,
        "      - run: aws s3 ls\n        env:\n          K: ${{ secrets.AWS_SECRET_KEY }}",
        "CI08",
    ),
    Case(CI, '      - run: echo "${{ github.head_ref }}"', "SE06"),
    Case(CI, "      - run: echo ${{ github.sha }} ${{ github.event.number }}", None),
    # Secrets.
    Case("samples/key.txt", "AKIA" + "IOSFODNN7EXAMPLE is in every manual", None),
    Case("samples/key.pem", "-----BEGIN RSA " + "PRIVATE KEY-----", "SE03"),
    Case("tests/unit/key.txt", "-----BEGIN " + "PRIVATE KEY-----", None),
    Case("samples/.env.example", "TOKEN=", None),
)


@pytest.fixture(scope="session")
def original(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("limits") / "repository"
    return render_locked(template, into, ORIGINALS[LAMBDA])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.added.splitlines()[-1].strip())
def test_a_rule_ends_where_it_should(case: Case, original: Path, tmp_path: Path) -> None:
    repository = Workbench(original, tmp_path / "repository")
    file = repository.root / case.path
    before = file.read_text() if file.exists() else ""
    repository.write(case.path, f"{before}\n{case.added}\n")
    report = check(repository.root)
    assert report.failed == ((case.breaks,) if case.breaks else ()), report.findings
