"""Where plain `copier update` keeps a line, goldenpath keeps it as well, or says what it did."""

import json
import re
import shutil
import tempfile
import tomllib
from contextlib import ExitStack
from pathlib import Path

import copier
import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

from support.safety.changing_template import CHANGES
from support.safety.ledger import Ledger, Tokens, files_of, tokens_in
from support.safety.running import run
from support.safety.world import World, world

pytestmark = pytest.mark.slow

CASES = 15
_OF_TEMPLATE = re.compile(rb"tp\d{6}q")
_NUMBERS = st.integers(0, 99)
_EDITS = st.tuples(
    st.sampled_from(
        ["insert", "replace line", "drop line", "new file", "remove", "rename", "mode", "crlf"]
        + ["toml"] * 8
    ),
    _NUMBERS,
    _NUMBERS,
)
_CHANGES = st.tuples(st.sampled_from(sorted(CHANGES)), _NUMBERS, _NUMBERS)

type Deeds = list[tuple[str, int, int]]


def contents(root: Path) -> list[bytes]:
    """What is in a folder, the answers aside, which goldenpath and copier write differently."""
    found = files_of(root)
    return [place.content for path, place in found.items() if path != ".copier-answers.yml"]


def of_template(root: Path) -> frozenset[bytes]:
    """The template's lines that are in a folder."""
    return frozenset(line for content in contents(root) for line in _OF_TEMPLATE.findall(content))


def values(text: str) -> frozenset[str]:
    """The requirements, the rules and the settings of a pyproject.toml."""
    project = tomllib.loads(text)
    lists = (
        project.get("project", {}).get("dependencies", []),
        project.get("dependency-groups", {}).get("dev", []),
        project.get("tool", {}).get("ruff", {}).get("lint", {}).get("select", []),
    )
    keys = project.get("tool", {}).get("ruff", {}).items()
    settings_of_ruff = [f"{name} = {value}" for name, value in keys if name != "lint"]
    return frozenset([*map(str, [item for items in lists for item in items]), *settings_of_ruff])


def values_of(root: Path) -> frozenset[str]:
    """Those in a folder; none, where conflict markers stand in the file."""
    try:
        return values((root / "pyproject.toml").read_text())
    except tomllib.TOMLDecodeError:
        return frozenset()


def update_by_copier(here: World, into: Path) -> bool:
    """Update a copy as plain copier does; whether it can."""
    shutil.copytree(here.root, into, symlinks=True)
    try:
        copier.run_update(
            into, defaults=True, overwrite=True, skip_answered=True, quiet=True, conflict="inline"
        )
    # goldenpath: ignore[TY06] whatever copier cannot do is no opinion
    except Exception:  # noqa: BLE001
        return False
    return True


def require_no_worse(here: World, theirs: Path, before: Tokens, known: frozenset[bytes]) -> None:
    """Judge goldenpath's update by copier's.

    ``known`` are the template's lines before its release. What the team has removed of them stays
    removed; copier writes a seeded file again.
    """
    old = values((here.root / "pyproject.toml").read_text())
    ended = run("update", here.root, "--defaults", "--no-lock", "--format", "json")
    assert ended.exit_code in (0, 1), ended.said
    report = json.loads(ended.output)
    event(f"{report['state']}, conflicts: {len(report['conflicts'])}")
    ours = here.ledger.read().in_work_tree | tokens_in([ended.output.encode()])
    if report["kept_at"]:
        ours |= Ledger(here.root).behind(report["kept_at"])
    lost = (tokens_in(contents(theirs)) & before) - ours
    assert not lost, f"copier keeps {lost}: {ended.said}"
    if report["state"] != "updated":
        return
    reported = {*report["left_alone"], *report["replaced"], *report["waived"]}
    if reported:
        return
    told = frozenset(_OF_TEMPLATE.findall(" ".join(report["notes"]).encode()))
    missing = of_template(theirs) - of_template(here.root) - told - known
    assert not missing, f"copier brings {missing}: {ended.said}"
    brought = values_of(theirs) - old - values_of(here.root)
    assert not brought, f"copier brings {brought}: {ended.said}"


def test_copier_keeps_nothing_that_is_lost_here(pytestconfig: pytest.Config) -> None:
    asked = pytestconfig.getoption("--second-opinions")
    opinions = 0

    @settings(
        max_examples=asked or CASES,
        deadline=None,
        derandomize=not asked,
        phases=[Phase.generate, Phase.shrink] if asked else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        edits=st.lists(_EDITS, min_size=1, max_size=6),
        changes=st.lists(_CHANGES, min_size=1, max_size=6),
    )
    def compare(edits: Deeds, changes: Deeds) -> None:
        nonlocal opinions
        with ExitStack() as stack:
            scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="opinion-"))
            here = stack.enter_context(world(Path(scratch) / "w"))
            for edit in edits:
                here.team.do(*edit)
            here.team.commit()
            known = of_template(here.template.folder)
            for change in changes:
                here.template.change(*change)
            here.template.release()
            theirs = Path(scratch) / "theirs"
            before = here.ledger.read().in_work_tree
            assume(update_by_copier(here, theirs))
            opinions += 1
            require_no_worse(here, theirs, before, known)

    try:
        compare()
    finally:
        print(f"{opinions} opinions of copier")
