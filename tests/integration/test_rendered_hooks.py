"""The hooks and workflows of a rendered repository do what they are for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.template import ROOT, render

pytestmark = pytest.mark.slow

HOOKS = ("commit-msg", "pre-push")


def tool(name: str) -> str:
    found = shutil.which(name, path=Path(sys.executable).parent)
    assert found, f"{name} is not installed beside this Python"
    return found


@pytest.fixture(scope="module")
def repository(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    answers = {"organisation": "progression-labs", "standards_dialect": "extends"}
    return render(template, tmp_path_factory.mktemp("hooks") / "repo", answers)


def check_message(repository: Path, tmp_path: Path, message: str) -> tuple[int, str]:
    file = tmp_path / "COMMIT_EDITMSG"
    file.write_text(message)
    done = subprocess.run(
        ["sh", str(repository / ".husky/commit-msg"), str(file)],
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "message",
    [
        "feat: read JSON too",
        "fix(loader)!: write the manifest last\n\nSince a reader may come first.",
        "Merge branch 'main' into topic",
        "fixup! feat: read JSON too",
        f"docs: {'x' * 94}",
    ],
)
def test_a_conventional_message_passes(repository: Path, tmp_path: Path, message: str) -> None:
    assert check_message(repository, tmp_path, message) == (0, "")


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("read JSON too", "'read JSON too' is not a conventional commit"),
        ("feature: read", "'feature: read' is not a conventional commit"),
        ("feat:read", "'feat:read' is not a conventional commit"),
        ("feat: ", "'feat: ' is not a conventional commit"),
        (f"docs: {'x' * 95}", "the subject has 101 characters and may have 100"),
    ],
)
def test_another_message_is_refused_with_the_reason(
    repository: Path, tmp_path: Path, message: str, says: str
) -> None:
    status, error = check_message(repository, tmp_path, message)
    assert status == 1
    assert says in error


@pytest.mark.parametrize("where", ["rendered", "own"])
def test_shellcheck_finds_nothing_in_hooks(repository: Path, where: str) -> None:
    root = repository if where == "rendered" else ROOT
    hooks = [str(root / ".husky" / name) for name in HOOKS]
    done = subprocess.run([tool("shellcheck"), *hooks], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("where", ["rendered", "own"])
def test_zizmor_finds_nothing_in_workflows(repository: Path, where: str) -> None:
    workflows = (repository if where == "rendered" else ROOT) / ".github/workflows"
    done = subprocess.run(
        [tool("zizmor"), "--offline", "--no-progress", str(workflows)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("shape", ["livekit-agent", "llm-service"])
def test_hadolint_finds_nothing_in_the_dockerfile(
    template: Path, tmp_path: Path, shape: str
) -> None:
    repository = render(template, tmp_path / "repo", {"shape": shape})
    dockerfile = repository / "Dockerfile"
    done = subprocess.run(
        [tool("hadolint"), str(dockerfile)], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert "HEALTHCHECK" in dockerfile.read_text()


@pytest.mark.parametrize(
    "answers",
    [
        {"shape": "llm-service", "with_container": False},
        {"shape": "livekit-agent", "with_container": False},
        {"shape": "livekit-agent", "python_version": "3.12"},
    ],
)
def test_what_is_no_container_has_no_dockerfile(
    template: Path, tmp_path: Path, answers: dict[str, str | bool]
) -> None:
    repository = render(template, tmp_path / "repo", answers)
    assert not (repository / "Dockerfile").exists()
    assert "docker" not in (repository / "README.md").read_text()
