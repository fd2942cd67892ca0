"""For every rule, a change to a rendered repository that breaks this rule and no other."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from support.repositories import Workbench

LAMBDA = "lambda"
LLM = "llm"
EXTENDS = "extends"
# The repositories that are broken: their answers.
ORIGINALS = {
    LAMBDA: {"shape": "lambda-pipeline", "project_name": "Orders"},
    LLM: {"shape": "llm-service", "project_name": "Orders"},
    EXTENDS: {
        "shape": "lambda-pipeline",
        "project_name": "Orders",
        "organisation": "progression-labs",
        "standards_dialect": "extends",
    },
}
CI = ".github/workflows/ci.yml"
MODELS = "src/orders/models.py"
PIPELINE = "src/orders/pipeline.py"
SETTINGS = "src/orders/settings.py"
PYPROJECT = "pyproject.toml"
CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"


class Mutation(NamedTuple):
    """A change, and the rule that it breaks."""

    rule: str
    change: Callable[[Workbench], None]
    original: str = LAMBDA


def replacing(path: str, old: str, new: str) -> Callable[[Workbench], None]:
    """A change that replaces words."""
    return lambda repository: repository.replace(path, old, new)


def appending(path: str, text: str) -> Callable[[Workbench], None]:
    """A change that adds to the end of a file."""
    return lambda repository: repository.append(path, f"\n\n{text}\n")


def writing(path: str, text: str) -> Callable[[Workbench], None]:
    """A change that adds or replaces a file."""
    return lambda repository: repository.write(path, text)


def removing(path: str) -> Callable[[Workbench], None]:
    """A change that removes a file or folder."""
    return lambda repository: repository.remove(path)


def dropping(path: str, words: str) -> Callable[[Workbench], None]:
    """A change that removes the lines with some words."""
    return lambda repository: repository.drop_line(path, words)


def depending_on(name: str) -> Callable[[Workbench], None]:
    """A change that adds a dependency."""
    return lambda repository: repository.depend_on(name)


def leave_secret_in_the_open(repository: Workbench) -> None:
    """A setting that is documented in full, and no SecretStr."""
    repository.replace(SETTINGS, "    log_level:", '    api_token: str = ""\n    log_level:')
    repository.append(".env.example", "API_TOKEN=replace-me\n")
    repository.append("README.md", "\n`API_TOKEN` is the token.\n")


def link_out(repository: Workbench) -> None:
    """A link to a file of the machine."""
    repository.link("samples/hosts", Path("/etc/hosts"))


PACKAGING = (
    Mutation("PK01", replacing(PYPROJECT, 'name = "orders"', 'title = "orders"')),
    Mutation(
        "PK02", replacing(PYPROJECT, 'requires-python = ">=3.13', 'requires-python = ">=3.11')
    ),
    Mutation(
        "PK03", replacing(PYPROJECT, "\nline-length", '\ntarget-version = "py312"\nline-length')
    ),
    Mutation("PK04", removing("uv.lock")),
    Mutation("PK05", replacing(PYPROJECT, "\ndependencies = [", '\ndependencies = [\n  "six",')),
    Mutation("PK06", writing("requirements-dev.txt", "ruff\n")),
    Mutation("PK07", appending(PYPROJECT, '[tool.poetry]\nname = "orders"')),
    Mutation("PK08", depending_on("palindrom-ai-secrets")),
    Mutation("PK09", depending_on("check-my-toolkit")),
)
LAYOUT = (
    Mutation("LA01", writing("extras/__init__.py", "")),
    Mutation("LA02", writing("src/orders/badName.py", '"""Nothing."""\n')),
    Mutation("LA03", replacing("src/orders/__init__.py", "__all__ =", "PUBLIC =")),
    Mutation("LA04", removing("src/orders/py.typed")),
    Mutation("LA05", writing("src/orders/test_orders.py", '"""Nothing."""\n')),
    Mutation("LA06", removing("tests/e2e")),
    Mutation("LA07", writing("tests/test_loose.py", '"""Nothing."""\n')),
    Mutation("LA08", replacing("tests/unit/conftest.py", '"socket_disabled"', '"tmp_path"')),
    Mutation("LA09", writing("tests/unit/test_broken.py", "def (:\n")),
    Mutation("LA10", removing(".husky/pre-push")),
)
STANDARDS_FILE = (
    Mutation("SF01", removing("check.toml")),
    Mutation("SF02", appending("check.toml", '[metadata]\ntier = "production"')),
    Mutation(
        "SF03",
        writing(
            "check.toml",
            '[extends]\nregistry = "github:palindrom-ai/standards"\n'
            'rulesets = ["python-production"]\n',
        ),
    ),
    Mutation("SF04", replacing("check.toml", "python-production", "python-strict")),
    Mutation("SF05", replacing("repo-metadata.yaml", "tier: production", "tier: internal")),
    Mutation("SF06", writing("standards.toml", '[standards]\nruleset = "python-production"\n')),
    Mutation("SF07", replacing("repo-metadata.yaml", "tier: production", "tier: secret")),
)
QUALITY_TOOLS = (
    Mutation("QT01", replacing(PYPROJECT, '"UP", "B", ', '"UP", ')),
    Mutation("QT02", replacing(PYPROJECT, "max-args = 4", "max-args = 12")),
    Mutation("QT03", replacing(PYPROJECT, "external = [", 'ignore = ["S608"]\nexternal = [')),
    Mutation(
        "QT04",
        replacing(
            PYPROJECT,
            "[tool.ruff.lint.per-file-ignores]",
            '[tool.ruff.lint.per-file-ignores]\n"src/**" = ["PLR"]',
        ),
    ),
    Mutation("QT05", dropping(PYPROJECT, '"ty>=')),
    Mutation("QT06", replacing(PYPROJECT, "min_confidence = 80", "min_confidence = 100")),
    Mutation("QT07", replacing(PYPROJECT, "fail_under = 90", "fail_under = 50")),
    Mutation("QT08", replacing(PYPROJECT, "[tool.ty]", "[tool.tie]")),
    Mutation("QT09", replacing(PYPROJECT, 'testpaths = ["tests"]', 'testpaths = ["checks"]')),
    Mutation("QT10", dropping(PYPROJECT, '"pip-audit>=')),
    Mutation("QT11", appending(PYPROJECT, "[tool.mypy]\nstrict = true")),
)
TYPING_MODELS = (
    Mutation("TY01", appending(MODELS, "def name_of(user: dict) -> str:\n    return str(user)")),
    Mutation(
        "TY02",
        appending(MODELS, 'class Parcel(BaseModel):\n    order: str = Field(alias="order_id")'),
    ),
    Mutation("TY03", appending(MODELS, 'class Colour(StrEnum):\n    red = "red"')),
    Mutation("TY04", appending(MODELS, "class Parcel(OutputModel):\n    gift: bool")),
    Mutation("TY05", appending(MODELS, "class Parcel(OutputModel):\n    total: float | None")),
    Mutation(
        "TY06",
        appending(
            PIPELINE,
            "def attempt() -> None:\n    try:\n        print\n    except (KeyError, Exception):\n"
            "        return",
        ),
    ),
    Mutation("TY07", appending(PIPELINE, 'def stop() -> None:\n    raise Exception("stopped")')),
    Mutation("TY08", appending(PIPELINE, "# ruff: noqa")),
)
CONFIGURATION = (
    Mutation("CF01", appending(PIPELINE, 'import os\n\nREGION = os.environ["ORDERS_REGION"]')),
    Mutation("CF02", replacing(SETTINGS, "class Settings(BaseSettings)", "class Settings(Base)")),
    Mutation("CF03", dropping(".env.example", "LOG_LEVEL=")),
    Mutation("CF04", appending(".env.example", "ORDERS_REGION=eu")),
    Mutation("CF05", leave_secret_in_the_open),
    Mutation("CF06", replacing(SETTINGS, "except ValidationError", "except ValueError")),
    Mutation(
        "CF07",
        replacing("src/orders/observability.py", '"environment": env', '"stage": env'),
        LLM,
    ),
    Mutation(
        "CF08",
        appending(PIPELINE, 'def report(name: str) -> None:\n    logger.info(f"{name} is done")'),
    ),
    Mutation("CF09", appending(PIPELINE, 'print("done")')),
    Mutation("CF10", replacing(SETTINGS, 'WARN = "warn"', 'WARN = "warning"')),
)
IMPORTS = (
    Mutation("IM01", dropping(PYPROJECT, '"langfuse".msg')),
    Mutation(
        "IM02",
        appending(PIPELINE, "def late() -> object:\n    import openai\n\n    return openai"),
    ),
    Mutation("IM03", depending_on("openai")),
    Mutation(
        "IM04",
        writing(
            "src/orders/shortcut.py",
            "from palindrom_ai.llm import complete\n\n\nasync def ask() -> object:\n"
            '    return await complete("openai/gpt", [], project="orders")\n',
        ),
        LLM,
    ),
    Mutation("IM05", writing("src/orders/shortcut.py", "import palindrom_ai.llm\n")),
)
CONTINUOUS_INTEGRATION = (
    Mutation("CI01", removing(".github/workflows")),
    Mutation("CI02", writing(".github/workflows/broken.yml", "jobs: [\n")),
    Mutation("CI03", replacing(CI, CHECKOUT, "actions/checkout@v7")),
    Mutation("CI04", replacing(CI, "permissions:\n  contents: read\n", "")),
    Mutation("CI05", replacing(CI, "uv run vulture", "true")),
    Mutation("CI06", replacing(CI, "uv run pip-audit --skip-editable", "true")),
    Mutation("CI07", appending(".husky/pre-push", "python -m pip install ruff")),
    Mutation(
        "CI08", replacing(".github/workflows/deploy.yml", "role-to-assume:", "aws-access-key-id:")
    ),
    Mutation("CI09", replacing(CI, "npx --yes @standards-kit/conform@0.4.0", "true"), EXTENDS),
)
DOCUMENTS = (
    Mutation("DO01", removing("README.md")),
    Mutation("DO02", dropping("README.md", "5. **Deploy**")),
    Mutation("DO03", appending("README.md", "6. **Rest**: lean back")),
    Mutation("DO04", dropping("README.md", "`LOG_LEVEL`")),
    Mutation("DO05", replacing("CHANGELOG.md", "### Added", "### New")),
    Mutation("DO06", replacing("AGENTS.md", "## Architecture", "## Parts")),
    Mutation("DO07", replacing("AGENTS.md", "production", "internal")),
    Mutation("DO08", appending("README.md", "```sh\npip install orders\n```")),
)
SECURITY = (
    Mutation("SE01", writing(".env.production", "TOKEN=1\n")),
    Mutation("SE02", replacing(".gitignore", "\n.env\n", "\n")),
    # In two parts, so that nothing takes this file for one with a key.
    Mutation("SE03", writing("samples/notes.txt", "key: " + "AKIA" + "QWERTYUIOPASDFGH\n")),
    Mutation("SE04", link_out),
    Mutation(
        "SE05",
        appending(
            "src/orders/observability.py",
            "def reveal(key: SecretStr) -> None:\n"
            '    LOGGER.info("key", extra={"key": key.get_secret_value()})',
        ),
        LLM,
    ),
    Mutation(
        "SE06",
        replacing(
            CI, "run: uv lock --check", "run: uv lock --check ${{ github.event.issue.title }}"
        ),
    ),
    Mutation(
        "SE07",
        writing(
            ".github/workflows/strangers.yml",
            "on: [pull_request_target]\npermissions: {}\njobs:\n  test:\n    steps:\n"
            f"      - uses: {CHECKOUT}\n        with:\n"
            "          ref: ${{ github.event.pull_request.head.sha }}\n",
        ),
    ),
)
SHAPE = (
    Mutation("SH01", replacing(".copier-answers.yml", "lambda-pipeline", "graphql")),
    Mutation("SH02", depending_on("flask")),
    Mutation(
        "SH03",
        replacing(PYPROJECT, "https://github.com/palindrom-ai/llm", "https://github.com/other/llm"),
        LLM,
    ),
    Mutation("SH04", writing(".python-version", "3.15\n")),
    Mutation("SH05", replacing("template.yaml", "Runtime: python3.13", "Runtime: python3.12")),
    Mutation("SH06", replacing("template.yaml", "Type: SQS\n", "Type: HttpApi\n")),
    Mutation("SH07", replacing("Dockerfile", "python:3.13-slim", "python:3.12-slim"), LLM),
)
MUTATIONS = (
    *PACKAGING,
    *LAYOUT,
    *STANDARDS_FILE,
    *QUALITY_TOOLS,
    *TYPING_MODELS,
    *CONFIGURATION,
    *IMPORTS,
    *CONTINUOUS_INTEGRATION,
    *DOCUMENTS,
    *SECURITY,
    *SHAPE,
)
