"""Whatever a team does to its repository, an update keeps it, or says what it did not keep."""

import os
import string
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from goldenpath.model.rendered import FileKind, Render
from goldenpath.model.update import ManagedChoice, UpdateReport, UpdateState
from goldenpath.operations.recorded.recorded_render import Templates
from goldenpath.operations.render.engines import choose_engine
from goldenpath.operations.template_store.checkouts import TemplateStore

from support.releases import release_clone, require_history
from support.small_template import Repository, snapshot, write
from support.template import git

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("GOLDENPATH_EXAMPLES", "50"))
SHAPES = ("lambda-pipeline", "llm-service", "livekit-agent")
PAIRS = (("v0.1.0", "v92.0.0"), ("v90.0.0", "v91.0.0"), ("v90.0.0", "v92.0.0"))
# Marks that no template renders, so that they can be found again.
MARK = "edited-by-the-team-"

type Snapshot = Mapping[str, tuple[str, bytes]]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as a template: its real releases, and three that change what it renders."""
    require_history()
    clone = release_clone(tmp_path_factory.mktemp("releases") / "goldenpath")
    base = clone / "template/{{base}}"
    workflow, hook = base / ".github/workflows/ci.yml.jinja", base / ".husky/commit-msg"
    workflow.write_text(workflow.read_text().replace("  contents: read", "  contents: read  # all"))
    next_release(clone, "v90.0.0")
    hook.rename(base / ".husky/commit-message")
    project = base / "pyproject.toml.jinja"
    project.write_text(project.read_text().replace('"pytest-cov>=7"', '"pytest-cov>=7.1"'))
    next_release(clone, "v91.0.0")
    (base / ".husky/pre-push").unlink()
    workflow.write_text(workflow.read_text() + "# The end.\n")
    (base / ".husky/added").write_text("#!/bin/sh\n")
    next_release(clone, "v92.0.0")
    return clone


def next_release(clone: Path, tag: str) -> None:
    git("add", "--all", folder=clone)
    git("commit", "--quiet", f"--message=chore(release): {tag}", folder=clone)
    git("tag", tag, folder=clone)


@dataclass(frozen=True)
class Case:
    """A team's edits, and the update that follows."""

    edits: list[tuple[str, int, str]]
    shape: str
    versions: tuple[str, str]
    choice: ManagedChoice | None


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Some edits, each by what is done, to which file, and with what text; and an update."""
    kinds = st.sampled_from(["hunk", "hunk", *EDITS])
    text = st.text(alphabet=string.ascii_letters, min_size=4, max_size=12)
    edits = st.lists(st.tuples(kinds, st.integers(0, 10_000), text), min_size=1, max_size=8)
    versions = draw(st.sampled_from(PAIRS))
    return Case(
        edits=draw(edits),
        # The first release has one shape.
        shape=SHAPES[0] if versions[0] == "v0.1.0" else draw(st.sampled_from(SHAPES)),
        versions=versions,
        choice=draw(st.sampled_from([None, *ManagedChoice])),
    )


def apply_edit(root: Path, edit: tuple[str, int, str]) -> None:
    """Do one thing that a team may do."""
    kind, number, text = edit
    files = sorted(path for path in snapshot(root) if path != ".copier-answers.yml")
    path = root / files[number % len(files)]
    if path.is_symlink():
        kind = "new"
    EDITS[kind](path, number, f"{MARK}{text}")


def add_hunk(path: Path, number: int, mark: str) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    at = number % (len(lines) + 1)
    path.write_bytes(b"".join([*lines[:at], f"# {mark}\n".encode(), *lines[at:]]))


def append(path: Path, _number: int, mark: str) -> None:
    path.write_bytes(path.read_bytes() + f"# {mark}\n".encode())


def append_latin(path: Path, _number: int, mark: str) -> None:
    path.write_bytes(path.read_bytes() + f"# \u00e9 {mark}\n".encode("latin-1"))


def make_binary(path: Path, _number: int, mark: str) -> None:
    path.write_bytes(b"\x00\xff " + mark.encode())


def use_crlf(path: Path, _number: int, _mark: str) -> None:
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def delete(path: Path, _number: int, _mark: str) -> None:
    path.unlink()


def rename(path: Path, _number: int, mark: str) -> None:
    path.rename(path.with_name(f"{mark}-{path.name}"))


def change_mode(path: Path, _number: int, _mark: str) -> None:
    path.chmod(path.stat().st_mode ^ 0o111)


def add_file(path: Path, _number: int, mark: str) -> None:
    write(path.with_name(f"{mark}.txt"), f"{mark}\n")


def replace_by_link(path: Path, _number: int, mark: str) -> None:
    path.unlink()
    path.symlink_to(f"../{mark}")


EDITS: Mapping[str, Callable[[Path, int, str], None]] = {
    "append": append,
    "binary": make_binary,
    "crlf": use_crlf,
    "delete": delete,
    "hunk": add_hunk,
    "latin": append_latin,
    "link": replace_by_link,
    "mode": change_mode,
    "new": add_file,
    "rename": rename,
}


def render_into(render: Render, root: Path) -> None:
    for path, file in render.files.items():
        write(root / path, file.content)
        if file.kind is FileKind.EXECUTABLE:
            (root / path).chmod(0o755)


@contextmanager
def rendered(render: Render, cache: Path) -> Generator[Repository]:
    with TemporaryDirectory(prefix="edited-") as folder:
        root = Path(folder) / "repo"
        render_into(render, root)
        git("init", "--quiet", "--initial-branch=main", folder=root)
        git("config", "user.name", "test", folder=root)
        git("config", "user.email", "test@example.com", folder=root)
        git("config", "core.autocrlf", "false", folder=root)
        repository = Repository(root, cache)
        repository.commit("feat: start")
        yield repository


def require_nothing_lost(
    repository: Repository, states: tuple[Snapshot, Snapshot], report: UpdateReport, old: Render
) -> None:
    """Every change of the team's is in the result, or the report names its file."""
    before, after = states
    reported = {conflict.path for conflict in report.conflicts}
    reported |= {name.partition(": ")[0] for name in report.replaced}
    everything = b"\n".join(content for _, content in after.values())
    for path, (mode, content) in before.items():
        marks = [word for word in content.split() if MARK.encode() in word]
        lost = [mark for mark in marks if mark not in everything]
        assert not lost or path in reported, (path, lost)
        rendered_file = old.files.get(path)
        is_new = rendered_file is None
        if is_new or mode == "link":
            kept = after.get(path) == (mode, content) or content in everything
            assert kept or path in reported, path
    for path in old.files.keys() - before.keys():
        # What the team deleted or renamed does not come back.
        assert path not in after or path in reported, path
    if report.replaced:
        kept_at = str(report.kept_at)
        for path in reported & before.keys():
            git("cat-file", "-e", f"{kept_at}:{path}", folder=repository.root)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 100,
    suppress_health_check=list(HealthCheck),
)
@given(case=cases())
def test_every_edit_is_kept_or_reported(
    releases: Path, tmp_path_factory: pytest.TempPathFactory, case: Case
) -> None:
    cache = tmp_path_factory.getbasetemp() / "edited-cache"
    templates = Templates(TemplateStore(cache), choose_engine(use_copier=False))
    checkout = templates.store.checkout(str(releases), case.versions[0])
    old = templates.engine.render(checkout, {}, {"shape": case.shape})
    with rendered(old, cache) as repository:
        for edit in case.edits:
            apply_edit(repository.root, edit)
        repository.commit()
        before, head = snapshot(repository.root), repository.head()
        report = repository.update(to=case.versions[1], managed=case.choice)
        after = snapshot(repository.root)
        event(f"{report.state}, {case.choice}, {'replaced' if report.replaced else ''}")
        assert repository.status() == ""
        if report.state is UpdateState.CONFLICTS:
            assert (after, repository.head()) == (before, head)
        else:
            require_nothing_lost(repository, (before, after), report, old)
