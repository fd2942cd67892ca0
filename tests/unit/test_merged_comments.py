"""Comments, elements and unusual forms of a team's pyproject.toml, in an update and a restore."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.toml_text import parse
from goldenpath.model.update import ManagedChoice
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.merge.keys import differences
from goldenpath.operations.merge.merged_toml import MergedToml, TomlVersions, merge
from goldenpath.operations.merge.restore_keys import restore_keys

OWNED = ("tool.ruff", "dependency-groups.dev")
BASE = """\
[project]
name = "demo"
dependencies = [
  "a>=1",
  "b>=1",
]

[dependency-groups]
dev = [
  "pytest>=8",
  # Lint.
  "ruff>=0.12",
]

# Lint: why.
[tool.ruff]
line-length = 100
src = ["src", "tests"]

[tool.ruff.lint]
# Which rules.
select = ["E", "F"]
ignore = ["E501"]
"""
LINT = BASE[BASE.index("\n[tool.ruff.lint]") :]
PYTEST, RUFF = '  "pytest>=8",\n', '  # Lint.\n  "ruff>=0.12",\n'
LENGTH = "line-length = 100\n"

type Edits = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Case:
    """What each side makes of the base, and what must come out of it."""

    team: Edits
    template: Edits
    # The edits that lead from the base to the result; None where it is a conflict.
    result: Edits | None
    # Of the conflict: the key, and what is shown.
    key: str = ""
    shown: tuple[str | None, str | None] = (None, None)


def edited(text: str, edits: Edits) -> str:
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def run(base: str, ours: str, theirs: str, choice: ManagedChoice | None = None) -> MergedToml:
    versions = TomlVersions(base.encode(), ours.encode(), theirs.encode())
    merged = merge(Git(Path.cwd()), versions, OWNED, choice)
    assert merged is not None
    return merged


NEWER = ((PYTEST, '  "pytest>=9",\n'),)
WITHOUT_RUFF = ((RUFF, ""),)
NO_LINT = ((LINT, ""),)
CASES = {
    "a comment beside an element that is changed": Case(
        ((PYTEST, '  "pytest>=8",  # ours\n'),),
        NEWER,
        ((PYTEST, '  "pytest>=9",  # ours\n'),),
    ),
    "comments above and below an element that is changed": Case(
        ((PYTEST, '  # above\n  "pytest>=8",\n  # below\n'),),
        NEWER,
        ((PYTEST, '  # above\n  "pytest>=9",\n  # below\n'),),
    ),
    "a comment beside an element that is dropped": Case(
        (('"ruff>=0.12",', '"ruff>=0.12",  # ours'),),
        WITHOUT_RUFF,
        None,
        "dependency-groups.dev.ruff",
        ('# Lint.\n"ruff>=0.12",  # ours', None),
    ),
    "a comment above an element that is dropped": Case(
        ((RUFF, f"  # ours\n{RUFF}"),),
        WITHOUT_RUFF,
        None,
        "dependency-groups.dev.ruff",
        ('# ours\n# Lint.\n"ruff>=0.12",', None),
    ),
    "a comment below an element that is dropped": Case(
        ((RUFF, f"{RUFF}  # ours\n"),),
        WITHOUT_RUFF,
        ((RUFF, "  # ours\n"),),
    ),
    "a comment above the neighbour of an element that is dropped": Case(
        ((PYTEST, f"  # ours\n{PYTEST}"),),
        WITHOUT_RUFF,
        ((PYTEST, f"  # ours\n{PYTEST}"), (RUFF, "")),
    ),
    "a second requirement for another marker": Case(
        ((PYTEST, f"  \"pytest>=7; python_version < '3.14'\",\n{PYTEST}"),),
        NEWER,
        ((PYTEST, '  "pytest>=7; python_version < \'3.14\'",\n  "pytest>=9",\n'),),
    ),
    "a second requirement with extras": Case(
        ((PYTEST, f'{PYTEST}  "pytest[x]>=7",\n'),),
        NEWER,
        ((PYTEST, '  "pytest>=9",\n  "pytest[x]>=7",\n'),),
    ),
    "a second requirement, and the first one changed by both": Case(
        ((PYTEST, '  "pytest>=8; python_version < \'3.14\'",\n  "pytest>=8.1",\n'),),
        NEWER,
        None,
        "dependency-groups.dev.pytest",
        (
            '"pytest>=8; python_version < \'3.14\'",\n"pytest>=8.1",',
            '"pytest>=9",',
        ),
    ),
    "one requirement that the team made two": Case(
        ((PYTEST, "  \"pytest>=8; python_version < '3'\",\n  \"pytest>=8; os_name == 'nt'\",\n"),),
        NEWER,
        None,
        "dependency-groups.dev.pytest",
        ("\"pytest>=8; python_version < '3'\",\n\"pytest>=8; os_name == 'nt'\",", '"pytest>=9",'),
    ),
    "the same requirement twice, which cannot be told apart": Case(
        ((PYTEST, f'{PYTEST}  "pytest>=7",\n'),),
        NEWER,
        None,
        "dependency-groups.dev.pytest",
        ('"pytest>=8",\n"pytest>=7",', '"pytest>=9",'),
    ),
    "neighbours added by both, with comments": Case(
        ((PYTEST, f'  "ours>=1",  # ours\n{PYTEST}'),),
        ((PYTEST, f'  # why\n  "theirs>=1",  # theirs\n{PYTEST}'),),
        ((PYTEST, f'  "ours>=1",  # ours\n  # why\n  "theirs>=1",  # theirs\n{PYTEST}'),),
    ),
    "a new element behind one without a comma": Case(
        (('  "ruff>=0.12",\n', '  "ruff>=0.12"  # ours\n'),),
        ((RUFF, f'{RUFF}  "ty>=1",\n'),),
        (('  "ruff>=0.12",\n', '  "ruff>=0.12",  # ours\n  "ty>=1",\n'),),
    ),
    "a new element in an empty list": Case(
        ((PYTEST + RUFF, "  # none\n"),),
        ((RUFF, f'{RUFF}  "ty>=1",\n'),),
        ((PYTEST + RUFF, '  # none\n  "ty>=1",\n'),),
    ),
    "a new element in a list on one line": Case(
        ((f"dev = [\n{PYTEST}{RUFF}]", 'dev = ["pytest>=8", "ruff>=0.12"]  # ours'),),
        ((RUFF, f'{RUFF}  "ty>=1",\n'), *NEWER),
        ((f"dev = [\n{PYTEST}{RUFF}]", 'dev = ["pytest>=9", "ruff>=0.12", "ty>=1"]  # ours'),),
    ),
    "a dropped element of a list on one line": Case(
        ((f"dev = [\n{PYTEST}{RUFF}]", 'dev = ["pytest>=8", "ruff>=0.12"]  # ours'),),
        WITHOUT_RUFF,
        ((f"dev = [\n{PYTEST}{RUFF}]", 'dev = ["pytest>=8"]  # ours'),),
    ),
    "a list on one line with a comment behind it": Case(
        (('src = ["src", "tests"]\n', 'src = ["src", "tests"]  # ours\n'),),
        (('"tests"]', '"tests", "more"]'),),
        (('src = ["src", "tests"]\n', 'src = ["src", "tests", "more"]  # ours\n'),),
    ),
    "a list that the team put on lines, with comments": Case(
        (('["E", "F"]', '[\n  "E",  # errors\n  # flakes\n  "F"\n]'),),
        (('["E", "F"]', '["A", "E", "F", "G"]'),),
        (('["E", "F"]', '[\n  "A",\n  "E",  # errors\n  # flakes\n  "F",\n  "G",\n]'),),
    ),
    "an element that another one replaces, under a comment": Case(
        (('["E", "F"]', '[\n  "E",\n  "F",  # flakes\n]'),),
        (('["E", "F"]', '["E", "G"]'),),
        None,
        "tool.ruff.lint.select",
        (
            '# Which rules.\nselect = [\n  "E",\n  "F",  # flakes\n]',
            '# Which rules.\nselect = ["E", "G"]',
        ),
    ),
    "a comment beside a key that is changed": Case(
        ((LENGTH, "line-length = 100  # ours\n"),),
        ((LENGTH, "line-length = 110\n"),),
        ((LENGTH, "line-length = 110  # ours\n"),),
    ),
    "a comment beside a key that is dropped": Case(
        ((LENGTH, "line-length = 100  # ours\n"),),
        ((LENGTH, ""),),
        None,
        "tool.ruff.line-length",
        ("line-length = 100  # ours", None),
    ),
    "a key that both changed": Case(
        ((LENGTH, "line-length = 120  # ours\n"),),
        ((LENGTH, "line-length = 110\n"),),
        None,
        "tool.ruff.line-length",
        ("line-length = 120  # ours", "line-length = 110"),
    ),
    "a text with a hash in it": Case(
        ((LENGTH, 'line-length = 100  # "ours"\nnote = "a # b"\n'),),
        ((LENGTH, "line-length = 110\n"),),
        ((LENGTH, 'line-length = 110  # "ours"\nnote = "a # b"\n'),),
    ),
    "a text in several lines": Case(
        ((LENGTH, "line-length = 100  # ours\nnote = '''\n# no comment\n[no.table]\n'''\n"),),
        ((LENGTH, "line-length = 110\n"),),
        ((LENGTH, "line-length = 110  # ours\nnote = '''\n# no comment\n[no.table]\n'''\n"),),
    ),
    "quoted keys and letters of the world": Case(
        ((LENGTH, '"line-length" = 100  # größer\n\'é # x\' = ["ü"]\n'),),
        ((LENGTH, "line-length = 110\n"),),
        ((LENGTH, '"line-length" = 110  # größer\n\'é # x\' = ["ü"]\n'),),
    ),
    "nested lists": Case(
        ((LENGTH, f"nested = [[1, 2], [  # ours\n  3], []]\n{LENGTH}"), (*NEWER[0],)),
        ((LENGTH, "line-length = 110\nnested-too = [[1], []]\n"),),
        (
            (LENGTH, f"nested = [[1, 2], [  # ours\n  3], []]\n{LENGTH}"),
            (LENGTH, "line-length = 110\nnested-too = [[1], []]\n"),
            *NEWER,
        ),
    ),
    "a table that is dropped, with a comment of the team's": Case(
        (("ignore = ", "# ours\nignore = "),),
        NO_LINT,
        None,
        "tool.ruff.lint",
        (LINT.strip().replace("ignore", "# ours\nignore"), None),
    ),
    "a table that is dropped, with a comment below it": Case(
        ((LINT, f"{LINT}# ours"),),
        NO_LINT,
        None,
        "tool.ruff.lint",
        (f"{LINT.strip()}\n# ours", None),
    ),
    "a table that is dropped, with a key of the team's": Case(
        (("ignore = ", "preview = true\nignore = "),),
        NO_LINT,
        None,
        "tool.ruff.lint",
        (LINT.strip().replace("ignore", "preview = true\nignore"), None),
    ),
    "a comment at the end, without a line end": Case(
        ((LINT, f"{LINT}\n# ours"),),
        ((LINT, f"{LINT}\n[tool.ruff.format]\npreview = true\n"),),
        ((LINT, f"{LINT}\n[tool.ruff.format]\npreview = true\n\n# ours"),),
    ),
    "an inline table": Case(
        ((LINT, 'lint = { select = ["E", "F"], ignore = ["E501"] }  # ours\n'),),
        (('"F"]', '"F", "G"]'),),
        ((LINT, 'lint = { select = ["E", "F", "G"], ignore = ["E501"] }  # ours\n'),),
    ),
    "dotted keys": Case(
        ((LINT, 'lint.select = ["E", "F"]  # ours\nlint.ignore = ["E501"]\n'),),
        (('"F"]', '"F", "G"]'), ("[tool.ruff.lint]\n", "[tool.ruff.lint]\npreview = true\n")),
        (
            (
                LINT,
                'lint.select = ["E", "F", "G"]  # ours\nlint.preview = true\n'
                'lint.ignore = ["E501"]\n',
            ),
        ),
    ),
    "a table in two pieces": Case(
        ((LINT, f"\n[tool.own]\na = 1  # ours\n{LINT}"), (LENGTH, "line-length = 100  # ours\n")),
        ((LENGTH, "line-length = 110\n"), ('"F"]', '"F", "G"]')),
        (
            (LENGTH, "line-length = 110  # ours\n"),
            ('"F"]', '"F", "G"]'),
            ("\n[tool.ruff.lint]", "\n[tool.own]\na = 1  # ours\n\n[tool.ruff.lint]"),
        ),
    ),
    "an array of tables": Case(
        ((LINT, f"{LINT}\n[[tool.many]]\na = 1  # ours\n\n[[tool.many]]\na = 2\n"),),
        (*NEWER, ('"F"]', '"F", "G"]')),
        (
            (LINT, f"{LINT}\n[[tool.many]]\na = 1  # ours\n\n[[tool.many]]\na = 2\n"),
            *NEWER,
            ('"F"]', '"F", "G"]'),
        ),
    ),
    "a group that includes another": Case(
        ((PYTEST, f'  {{ include-group = "own" }},  # ours\n{PYTEST}'),),
        ((RUFF, f'{RUFF}  {{include-group = "lint"}},\n'), *NEWER),
        (
            (PYTEST, '  { include-group = "own" },  # ours\n  "pytest>=9",\n'),
            (RUFF, f'{RUFF}  {{include-group = "lint"}},\n'),
        ),
    ),
    "lists in a list": Case(
        (("ignore = ", "line = [\n  [1, 2],  # ours\n  [3, [4]],\n]\nignore = "),),
        (("ignore = ", "line = 1\nignore = "),),
        None,
        "tool.ruff.lint.line",
        ("line = [\n  [1, 2],  # ours\n  [3, [4]],\n]", "line = 1"),
    ),
    "true is not one": Case(
        (("ignore = ", "# ours\nignore = "),),
        (('["E501"]', "[true]"),),
        (('ignore = ["E501"]', "# ours\nignore = [true]"),),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of(name: str) -> None:
    case = CASES[name]
    ours, theirs = edited(BASE, case.team), edited(BASE, case.template)
    merged = run(BASE, ours, theirs)
    if case.result is None:
        assert merged.content.decode() == ours
        (conflict,) = merged.conflicts
        assert (conflict.name, conflict.team, conflict.template) == (case.key, *case.shown)
    else:
        assert merged.conflicts == ()
        assert merged.content.decode() == edited(BASE, case.result)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.result is None])
def test_a_choice_settles(name: str) -> None:
    case = CASES[name]
    ours, theirs = edited(BASE, case.team), edited(BASE, case.template)
    team = run(BASE, ours, theirs, ManagedChoice.TEAM)
    assert (team.content.decode(), team.conflicts, team.kept) == (ours, (), (case.key,))
    template = run(BASE, ours, theirs, ManagedChoice.TEMPLATE)
    assert (template.conflicts, template.replaced) == ((), (case.key,))
    different = differences(tomllib.loads(theirs), tomllib.loads(template.content.decode()), OWNED)
    assert different == []


def test_a_conflict_is_marked_where_it_is_and_the_rest_is_merged() -> None:
    ours = edited(BASE, ((LENGTH, "line-length = 120  # ours\n"),))
    merged = run(BASE, ours, edited(BASE, ((LENGTH, "line-length = 110\n"), *NEWER)))
    marks = (
        "<<<<<<< team\nline-length = 120  # ours\n=======\nline-length = 110\n>>>>>>> template\n"
    )
    assert merged.marked is not None
    assert merged.marked.decode() == edited(BASE, ((LENGTH, marks), *NEWER))


def test_a_comment_of_the_template_is_the_templates_to_drop() -> None:
    ours = edited(BASE, ((PYTEST, f'  "ours>=1",\n{PYTEST}'), (LENGTH, "line-length = 90\n")))
    merged = run(BASE, ours, edited(BASE, WITHOUT_RUFF))
    assert merged.content.decode() == edited(ours, WITHOUT_RUFF)


@pytest.mark.parametrize("choice", [None, *ManagedChoice])
def test_a_comment_of_the_template_without_a_place_is_told(choice: ManagedChoice | None) -> None:
    ours = edited(BASE, ((PYTEST, '  "pytest>=8",  # team\n'),))
    theirs = edited(BASE, ((PYTEST, '  "pytest>=8",  # template\n'),))
    merged = run(BASE, ours, theirs, choice)
    assert (merged.content.decode(), merged.left_out) == (ours, ("# template",))


def test_a_comment_of_the_template_with_a_place_is_taken() -> None:
    ours = edited(BASE, ((LENGTH, "line-length = 90\n"),))
    taken = ((PYTEST, '  "pytest>=8",  # template\n'),)
    merged = run(BASE, ours, edited(BASE, taken))
    assert (merged.content.decode(), merged.left_out) == (edited(ours, taken), ())


def test_a_key_of_the_teams_stays_without_a_question() -> None:
    ours = edited(BASE, (("a>=1", "a>=2"), ('"demo"', '"ours"')))
    merged = run(BASE, ours, edited(BASE, (("a>=1", "a>=3"), ('"demo"', '"theirs"'))))
    assert (merged.content.decode(), merged.conflicts) == (ours, ())


def test_a_change_beside_a_comment_in_a_list_of_the_teams_is_asked_about_but_not_waived() -> None:
    ours = edited(BASE, (('"b>=1",', '"b>=1",  # ours'),))
    theirs = edited(BASE, (('  "b>=1",\n', ""),))
    assert [one.name for one in run(BASE, ours, theirs).conflicts] == ["project.dependencies.b"]
    merged = run(BASE, ours, theirs, ManagedChoice.TEAM)
    assert (merged.content.decode(), merged.kept) == (ours, ())


FORMS = {
    "a byte-order mark": lambda text: "\ufeff" + text,
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "both": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "mixed line ends": lambda text: text.replace("\n", "\r\n", 9),
    "no last line end": lambda text: text.removesuffix("\n"),
    "no last line end, and carriage returns": lambda text: text.removesuffix("\n").replace(
        "\n", "\r\n"
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_form_of_a_file_stays(form: str) -> None:
    shaped = FORMS[form]
    ours = edited(BASE, ((LENGTH, "line-length = 100  # ours\n"),))
    theirs = edited(BASE, ((LENGTH, "line-length = 110\n"),))
    merged = run(BASE, shaped(ours), theirs)
    assert merged.content.decode() == shaped(ours.replace("100", "110"))
    assert run(BASE, shaped(BASE), BASE).content.decode() == shaped(BASE)
    assert parse(shaped(BASE).encode()) == tomllib.loads(BASE)
    different = differences(tomllib.loads(BASE), tomllib.loads(ours.replace("100", "90")), OWNED)
    assert restore_keys(shaped(ours.replace("100", "90")), BASE, different) == shaped(ours)


def test_a_new_line_among_mixed_line_ends_is_as_the_one_above_it() -> None:
    ours = BASE.replace("\n", "\r\n", 9)
    merged = run(BASE, ours, edited(BASE, ((PYTEST, f'{PYTEST}  "new>=1",\n'),)))
    assert merged.content.decode() == ours.replace(
        '  "pytest>=8",\n', '  "pytest>=8",\n  "new>=1",\n'
    ).replace('  "pytest>=8",\r\n', '  "pytest>=8",\r\n  "new>=1",\r\n')


@pytest.mark.parametrize(
    ("edits", "result"),
    [
        (
            ((LENGTH, "# above\nline-length = 90  # beside\n# below\n"),),
            ((LENGTH, "# above\nline-length = 100  # beside\n# below\n"),),
        ),
        (
            (("ignore", "extra = [\n  1,  # one\n]  # beside\n# other\nignore"),),
            (("ignore", "# one\n# beside\n# other\nignore"),),
        ),
        (
            (('["E", "F"]', '[\n  "E",\n  # why\n  "N",  # names\n  "F",\n]  # ours'),),
            (('["E", "F"]', '[\n  "E",\n  # why\n  # names\n  "F",\n]  # ours'),),
        ),
        (
            (('"ruff>=0.12",', '"ruff>=0.10",  # ours'),),
            (('"ruff>=0.12",', '"ruff>=0.12",  # ours'),),
        ),
        (
            ((PYTEST, '  "pytest>=7; python_version < \'3\'",\n  "pytest>=7",  # ours\n'),),
            ((PYTEST, '  "pytest>=7; python_version < \'3\'",\n  "pytest>=8",  # ours\n'),),
        ),
        (
            (("line-length = 100\n", "# ours\n"),),
            (("line-length = 100\n", "line-length = 100\n# ours\n"),),
        ),
    ],
)
def test_what_is_put_back_keeps_every_comment(edits: Edits, result: Edits) -> None:
    actual = edited(BASE, edits)
    different = differences(tomllib.loads(BASE), tomllib.loads(actual), OWNED)
    assert restore_keys(actual, BASE, different) == edited(BASE, result)


def test_a_key_with_a_table_that_is_no_table_cannot_be_put_back() -> None:
    actual = "dependency-groups = 1\n"
    different = differences(tomllib.loads(BASE), tomllib.loads(actual), OWNED)
    with pytest.raises(BadInputError, match="cannot be put back"):
        restore_keys(actual, BASE, different)


def test_a_key_of_an_inline_table_is_shown_with_its_line_and_only_where_it_is() -> None:
    base = edited(BASE, ((LINT, 'lint = { select = ["E"], ignore = ["E501"] }\n'),))
    ours = edited(base, (('"E501"', '"E1"'),))
    merged = run(base, ours, edited(base, ((', ignore = ["E501"]', ""),)))
    (conflict,) = merged.conflicts
    assert (conflict.name, conflict.team, conflict.template) == (
        "tool.ruff.lint.ignore",
        'lint = { select = ["E"], ignore = ["E1"] }',
        None,
    )


@pytest.mark.parametrize(
    ("team", "template", "result"),
    [
        (["p>=8; os_name == 'a'", "p>=8; os_name == 'b'"], ["p>=9"], ["p>=9"]),
        (["p>=8; os_name == 'a'", "p>=8.1"], ["p>=9"], ["p>=8; os_name == 'a'", "p>=9"]),
        (["p>=8; os_name == 'a'", "p>=8.1"], [], []),
        (["p>=8.1"], ["p>=9; os_name == 'a'"], ["p>=9; os_name == 'a'"]),
    ],
)
def test_the_templates_choice_leaves_what_only_the_team_has_where_it_can(
    team: list[str], template: list[str], result: list[str]
) -> None:
    base, ours, theirs = (
        f"[dependency-groups]\ndev = {items}\n" for items in (["p>=8"], team, template)
    )
    merged = run(base, ours, theirs, ManagedChoice.TEMPLATE)
    assert tomllib.loads(merged.content.decode())["dependency-groups"]["dev"] == result
    assert merged.replaced == ("dependency-groups.dev.p",)


def test_a_change_that_tomlkit_would_move_a_comment_for_is_a_conflict() -> None:
    many = "\n[[tool.many]]\na = 1\n# Of own.\n[tool.own]\na = 1\n[tool.many.sub]\na = 1\n"
    base = edited(BASE, ((LINT, 'lint = { select = ["E"] }\n'),))
    ours = edited(base, (('["E"] }\n', f'["E"] }}  # ours\n{many}'),))
    merged = run(base, ours, edited(base, (('["E"] }', '["E"], preview = true }'),)))
    assert merged.content.decode() == ours
    assert [conflict.name for conflict in merged.conflicts] == ["tool.ruff.lint.preview"]
