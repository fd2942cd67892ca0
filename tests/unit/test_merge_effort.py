"""What a merge of long lists costs, counted in pieces of text, and what is too deep for one."""

import re
from pathlib import Path

import pytest

from goldenpath.model.toml_text import parse
from goldenpath.model.update import ManagedChoice
from goldenpath.operations.git.plumbing import Git
from goldenpath.operations.merge import layout
from goldenpath.operations.merge.merged_toml import TomlVersions, merge

REQUIREMENTS, LIST = ("[dependency-groups]\ndev", "pkg{}>={}"), ("[tool.ruff]\nselect", "E{}-{}")


class CountingPattern:
    """A pattern that counts how often it is matched."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.count = 0

    def match(self, text: str, position: int) -> re.Match[str] | None:
        self.count += 1
        return self._pattern.match(text, position)


def pieces_cut(key: tuple[str, str], elements: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many pieces all texts are cut into, while every element changes and one is contested."""
    name, element = key

    def text(version: int, first: int, who: str) -> str:
        lines = [
            f'  "{element.format(number, version if number else first)}",  # {who} {number}\n'
            for number in range(elements)
        ]
        return f"{name} = [\n{''.join(lines)}]\n"

    texts = (text(1, 1, "shared"), text(1, 7, "ours"), text(2, 2, "shared"))
    with monkeypatch.context() as patch:
        counting = CountingPattern(vars(layout)["_TOKEN"])
        patch.setattr(layout, "_TOKEN", counting)
        versions = TomlVersions(*(one.encode() for one in texts))
        owned = ("tool.ruff", "dependency-groups.dev")
        merged = merge(Git(Path.cwd()), versions, owned, ManagedChoice.TEMPLATE)
    assert merged is not None
    assert merged.replaced
    assert not merged.conflicts
    return counting.count


@pytest.mark.parametrize("key", [REQUIREMENTS, LIST], ids=["requirements", "another list"])
def test_twice_as_many_changes_cost_twice_as_much(
    key: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = (pieces_cut(key, elements, monkeypatch) for elements in (30, 240))
    # A cost of the square would be 64 times as much.
    assert many < 12 * few


@pytest.mark.parametrize(
    ("written", "is_read"),
    [
        (".".join(["a"] * 50) + " = 1", True),
        (".".join(["a"] * 51) + " = 1", False),
        (".".join(["a"] * 900) + " = 1", False),
        ("[" + ".".join(["a"] * 900) + "]", False),
        ("[" + ".".join(["a"] * 40) + "]\n" + ".".join(["b"] * 40) + " = 1", False),
        ("a = " + "{a = " * 60 + "1" + "}" * 60, False),
        ("a = " + "[" * 60 + "]" * 60, False),
        ("a" * 100_000 + " = 1", True),
    ],
)
def test_a_key_that_is_too_deep_is_not_read(written: str, is_read: bool) -> None:
    content = f"{written}\n".encode()
    assert (parse(content) is not None) is is_read
    simple = b"x = 1\n"
    merged = merge(Git(Path.cwd()), TomlVersions(simple, content, b"x = 2\n"), (), None)
    assert is_read or merged is None
