"""Whatever two sides do to a pyproject.toml: no line of the team's, no change is lost."""

import os
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from goldenpath.model.errors import BadInputError
from goldenpath.model.update import ManagedChoice
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.merge.keys import differences
from goldenpath.operations.merge.merged_toml import KeyConflict, MergedToml, TomlVersions, merge
from goldenpath.operations.merge.restore_keys import restore_keys

from support.fast_render import FastRender
from support.small_template import PYPROJECT
from support.toml_edits import Draws, comments_of, edited, groups, leaves

EXAMPLES = int(os.environ.get("GOLDENPATH_EXAMPLES", "40"))
TEMPLATE = Path(__file__).parents[2]
OWNED = tuple(
    (TEMPLATE / "copier.yml")
    .read_text()
    .split("/pyproject.toml:\n")[1]
    .split("  # Generated")[0]
    .split()[1::2]
)
SMALL = PYPROJECT.replace("{{ project_slug }}", "demo")
ODD = """\
title = "odd"
[project]
name = "demo"
dependencies = ["a>=1", "b>=1",] # one line
'requires-python' = ">=3.12"

[dependency-groups]
dev = [
  # First.
  "pytest>=8",   "ruff>=0.12", # two on a line
  "vulture>=2" # no comma
  ,
  "ty>=1"
]
empty = []

[tool.ruff]
line-length=100 # wide
lint = { select = ["E", "F"], mccabe = { max-complexity = 10 } }
format.preview = true
format."quote # style" = 'it''s' 

[tool.pytest.ini_options]
addopts = ["-q", # quiet
  "-x"]
text = '''
# not a comment ]
[tool.no]
'''
more = \"\"\"
a \\"\\"\\" # not one either "\"\"\"
nested = [[1, 2], [ # inner
  3], []]

[[tool.many]]
name = "é"
[tool.many.sub]
a = 1
[[tool.many]]
name = "b"
[tool.coverage.report]
fail_under = 80
[tool.vulture]
paths = ["src"]
[tool.coverage.run]
parallel = true
# The end.
"""
ODD = ODD.replace("'it''s' ", '"it\'s"')


def _bases() -> list[str]:
    render = FastRender(TEMPLATE)
    # The small ones often, so that both sides meet.
    texts = [ODD, SMALL, SMALL, SMALL, SMALL]
    for shape in ("lambda-pipeline", "llm-service", "livekit-agent"):
        for tier in ("prototype", "production"):
            context = render.context({"shape": shape, "tier": tier})
            texts.append(render.file("template/{{base}}/pyproject.toml.jinja", context))
    return texts


BASES = _bases()
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def three_versions(draw: st.DrawFn) -> tuple[str, str, str]:
    base = edited(draw(st.sampled_from(BASES)), Draws(draw, "base"), 3)
    ours = edited(base, Draws(draw, "ours"), 6)
    theirs = edited(base, Draws(draw, "theirs"), 5)
    return base, ours, theirs


def run(texts: tuple[str, str, str], choice: ManagedChoice | None = None) -> MergedToml:
    merged = merge(Git(Path.cwd()), TomlVersions(*(text.encode() for text in texts)), OWNED, choice)
    assert merged is not None
    return merged


@many
@given(texts=three_versions())
def test_no_line_of_the_teams_is_lost_and_no_change_of_the_templates(
    texts: tuple[str, str, str],
) -> None:
    base, ours, _ = texts
    merged = run(texts)
    text = merged.content.decode()
    event("conflict" if merged.conflicts else "merged")
    assert lost_comments(base, ours, text) == Counter()
    assert lost_values(base, ours, text) == []
    assert list(moved_comments(base, ours, text)) == []
    assert missing_changes(texts, text, [conflict.name for conflict in merged.conflicts]) == []
    assert [one for one in merged.conflicts if not is_justified(texts, one)] == []
    assert merged.marked is None or merged.marked.count(b"<<<<<<< team\n") > 0


@settings(many, max_examples=EXAMPLES // 2)
@given(texts=three_versions())
def test_each_choice_settles_every_conflict(texts: tuple[str, str, str]) -> None:
    base, ours, _ = texts
    asked, team, template = (
        run(texts),
        run(texts, ManagedChoice.TEAM),
        run(texts, ManagedChoice.TEMPLATE),
    )
    event("conflict" if asked.conflicts else "merged")
    assert team.content == asked.content
    assert team.conflicts == ()
    assert template.conflicts == ()
    assert set(template.replaced) == {conflict.name for conflict in asked.conflicts}
    shown = "\n".join(str(conflict.team) for conflict in asked.conflicts)
    text = template.content.decode()
    tomllib.loads(text)
    gone = lost_comments(base, ours, text)
    assert all(comment in shown for comment in gone)


@many
@given(texts=three_versions())
def test_what_is_put_back_takes_no_comment_with_it(texts: tuple[str, str, str]) -> None:
    expected, actual, _ = texts
    different = differences(tomllib.loads(expected), tomllib.loads(actual), OWNED)
    try:
        text = restore_keys(actual, expected, different)
    except BadInputError:
        event("refused")
        return
    event("put back" if different else "same")
    written = tomllib.loads(text)
    assert differences(tomllib.loads(expected), written, OWNED) == []
    counts = [Counter(note for note, _ in comments_of(side)) for side in (actual, text)]
    assert counts[0] - counts[1] == Counter()
    for path, value in leaves(tomllib.loads(actual)).items():
        if not any(is_owned(path, key) for key in OWNED):
            assert leaves(written)[path] == value


def is_owned(path: tuple[str, ...], key: str) -> bool:
    return path[: key.count(".") + 1] == tuple(key.split("."))


def lost_comments(base: str, ours: str, text: str) -> Counter[str]:
    counts = [Counter(note for note, _ in comments_of(side)) for side in (base, ours, text)]
    return counts[1] - counts[0] - counts[2]


def lost_values(base: str, ours: str, text: str) -> list[tuple[str, ...]]:
    before, mine, now = (leaves(tomllib.loads(side)) for side in (base, ours, text))
    lost = []
    for path, value in mine.items():
        team, found, old = (groups(one.get(path), path) for one in (mine, now, before))
        if team is not None and found is not None:
            for name, elements in team.items():
                own = elements - (old or {}).get(name, Counter())
                if own - found.get(name, Counter()):
                    lost.append((*path, name))
        elif path in before and repr(before[path]) == repr(value):
            continue
        elif repr(now.get(path)) != repr(value):
            lost.append(path)
    return lost


def moved_comments(base: str, ours: str, text: str) -> Iterator[tuple[str, str]]:
    """Comments of the team's beside something that stand beside another thing now."""
    known = {note for note, _ in comments_of(base)}
    now = dict(comments_of(text))
    for note, before in comments_of(ours):
        subject = _subject(before)
        if note not in known and subject and _subject(now.get(note, "")) != subject:
            yield note, now.get(note, "")


def _subject(before: str) -> str:
    """The key, or the distribution of the last element, that a comment stands beside."""
    if " = " in before:
        return before.split(" = ")[0]
    element = before.rstrip(", ").rsplit('"', 2)
    return element[-2].split(">=")[0] if len(element) == 3 else ""


def missing_changes(
    texts: tuple[str, str, str], text: str, conflicts: list[str]
) -> list[tuple[str, ...]]:
    """What the template changed, the team did not touch, and is neither there nor a conflict."""
    documents = [tomllib.loads(side) for side in texts]
    base, ours, theirs = map(leaves, documents)
    now = leaves(tomllib.loads(text))
    missing = []
    for path in base.keys() | theirs.keys():
        if repr(base.get(path)) == repr(theirs.get(path)):
            continue
        if _is_in_conflict(path, conflicts) or _is_touched(path, documents):
            continue
        sides = [groups(side.get(path), path) for side in (base, ours, theirs, now)]
        if all(side is not None for side in sides):
            old, mine, new, found = (side or {} for side in sides)
            for name in old.keys() | new.keys():
                if old.get(name) != new.get(name) and old.get(name) == mine.get(name):
                    dotted = f"{'.'.join(path)}.{name}"
                    if found.get(name) != new.get(name) and dotted not in conflicts:
                        missing.append((*path, name))
        elif repr(base.get(path)) == repr(ours.get(path)) and (
            repr(now.get(path)) != repr(theirs.get(path))
        ):
            missing.append(path)
    return missing


def is_justified(texts: tuple[str, str, str], conflict: KeyConflict) -> bool:
    """Whether the team has changed the key, or has a comment of its own in its lines."""
    known = {note for note, _ in comments_of(texts[0])}
    if any(note not in known for note, _ in comments_of(conflict.team or "")):
        return True
    name = conflict.name.replace('"', "")
    base, ours = tomllib.loads(texts[0]), tomllib.loads(texts[1])
    paths = [path for path in _paths(base) | _paths(ours) if f"{name}.".startswith(_dotted(path))]
    path = max(paths, key=len, default=())
    before, mine = _at(base, path), _at(ours, path)
    element = name.removeprefix(_dotted(path))
    olds, news = groups(before, path) or {}, groups(mine, path) or {}
    if element in (*olds, *news):
        return olds.get(element) != news.get(element)
    return repr(before) != repr(mine)


def _dotted(path: tuple[str, ...]) -> str:
    return "".join(f"{part}." for part in path)


def _paths(document: dict[str, object]) -> set[tuple[str, ...]]:
    return {path[:depth] for path in leaves(document) for depth in range(1, len(path) + 1)}


def _is_in_conflict(path: tuple[str, ...], conflicts: list[str]) -> bool:
    plain = ".".join(path)
    return any(f"{plain}.".startswith(name.replace('"', "") + ".") for name in conflicts)


def _is_touched(path: tuple[str, ...], documents: list[dict[str, object]]) -> bool:
    """Whether the team removed or added a table around the key, or made it something else."""
    for depth in range(1, len(path)):
        base, ours, theirs = (_at(document, path[:depth]) for document in documents)
        if not isinstance(ours, dict) and isinstance(base, dict):
            return True
        if not isinstance(theirs, dict) and isinstance(base, dict) and repr(ours) != repr(base):
            return True
        if ours is not None and not isinstance(ours, dict):
            return True
    return False


def _at(document: object, path: tuple[str, ...]) -> object:
    for part in path:
        document = document.get(part) if isinstance(document, dict) else None
    return document
