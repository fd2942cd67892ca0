"""goldenpath.toml read, and written with more waivers while all else in it stays."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from goldenpath.model.errors import BadInputError
from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.model.waivers import Waiver, Waivers
from goldenpath.operations.files.project_files import WorkTreeFiles
from goldenpath.operations.waivers.waivers_file import add_waivers, read_waivers, text_of

DAY = date(2026, 3, 1)
HEADING = "# Where this repository differs from its template on purpose, why, and until when.\n"
ONE = '[[waivers]]\npath = "a"\nreason = "old"  # why\nuntil = 2026-01-01\n'
KEY = '[[waivers]]\npath = "a"\nkey = "k.l"\nreason = "old"\nuntil = 2026-01-01\n'


def waiver(path: str, key: str | None = None, reason: str = "new") -> Waiver:
    return Waiver(path=path, key=key, reason=reason, until=DAY)


def read(root: Path, content: bytes) -> Waivers:
    (root / "goldenpath.toml").write_bytes(content)
    return read_waivers(WorkTreeFiles(root))


def test_without_a_file_there_are_no_waivers(tmp_path: Path) -> None:
    assert read_waivers(WorkTreeFiles(tmp_path)) == Waivers()
    assert read(tmp_path, b"") == Waivers()


def test_waivers_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, (ONE + KEY).encode()).waivers == (
        Waiver(path="a", key=None, reason="old", until=date(2026, 1, 1)),
        Waiver(path="a", key="k.l", reason="old", until=date(2026, 1, 1)),
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"[[waivers]\n", "goldenpath.toml is not valid TOML: "),
        (b"\xff", "write it in UTF-8."),
        (b"[[waivers]]\npath = 'a'\n", "waivers.0.reason: Field required"),
        (b"[[waivers]]\npath = ''\nreason = 'a'\nuntil = 2026-01-01\n", "waivers.0.path: "),
        (b"[[waivers]]\npath = 'a'\nreason = ''\nuntil = 2026-01-01\n", "waivers.0.reason: "),
        (b"[[waivers]]\npath = 'a'\nreason = 'b'\nuntil = 'soon'\n", "waivers.0.until: "),
        (ONE.encode() + b"key = ''\n", "waivers.0.key: "),
        (ONE.encode() + b"other = 1\n", "waivers.0.other: "),
        (b"waivers = 1\n", "a waiver needs path, reason and until, and key if it waives one key."),
    ],
)
def test_a_file_that_is_no_list_of_waivers_is_one_sentence(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, content)
    assert problem in str(caught.value)
    assert str(caught.value).startswith("goldenpath.toml")


def test_a_file_is_read_up_to_a_limit() -> None:
    most = b"#" * 1_000_000
    assert text_of(RenderedFile(most, FileKind.PLAIN)) == most.decode()
    with pytest.raises(BadInputError, match="has 1000001 bytes, and at most 1000000 are read"):
        text_of(RenderedFile(most + b"#", FileKind.PLAIN))


NEW = '[[waivers]]\npath = "b"\nreason = "new"\nuntil = 2026-03-01\n'


@pytest.mark.parametrize(
    ("before", "waivers", "after"),
    [
        ("", (waiver("b"),), f"{HEADING}\n{NEW}"),
        ("\n \n", (waiver("b"),), f"{HEADING}\n{NEW}"),
        (ONE, (), ONE),
        (ONE, (waiver("b"),), f"{ONE}\n{NEW}"),
        (ONE.rstrip("\n"), (waiver("b"),), f"{ONE}\n{NEW}"),
        ("[mine]\na = 1 # b\n", (waiver("b"),), f"[mine]\na = 1 # b\n\n{NEW}"),
        (f"\ufeff{ONE}", (waiver("b"),), f"\ufeff{ONE}\n{NEW}"),
        (ONE.replace("\n", "\r\n"), (waiver("b"),), f"{ONE}\n{NEW}".replace("\n", "\r\n")),
        # The same path again, or the same key of it, is renewed where it stands.
        (
            ONE + KEY,
            (waiver("a"),),
            ONE.replace('"old"', '"new"').replace("2026-01-01", "2026-03-01") + KEY,
        ),
        (
            ONE + KEY,
            (waiver("a", "k.l"),),
            ONE + KEY.replace('"old"', '"new"').replace("2026-01-01", "2026-03-01"),
        ),
        (
            ONE,
            (waiver("a", "k"), waiver("a")),
            ONE.replace('"old"', '"new"').replace("2026-01-01", "2026-03-01")
            + '\n[[waivers]]\npath = "a"\nkey = "k"\nreason = "new"\nuntil = 2026-03-01\n',
        ),
        # Of two for one path, the last one counts.
        ("", (waiver("b", reason="first"), waiver("b")), f"{HEADING}\n{NEW}"),
    ],
)
def test_waivers_are_added_and_all_else_stays(
    before: str, waivers: tuple[Waiver, ...], after: str
) -> None:
    assert add_waivers(before, waivers) == after


@pytest.mark.parametrize(
    "content",
    [
        'waivers = [{path = "a", reason = "b", until = 2026-01-01}]\n',
        "waivers = 1\n",
        "waivers = [1]\n",
        '[waivers]\npath = "a"\n',
    ],
)
def test_waivers_in_another_form_cannot_be_added_to(content: str) -> None:
    with pytest.raises(BadInputError, match=r"has waivers that are not \[\[waivers\]\] tables"):
        add_waivers(content, (waiver("b"),))


def test_nothing_is_added_to_what_is_no_toml() -> None:
    with pytest.raises(BadInputError, match=r"goldenpath\.toml is not valid TOML"):
        add_waivers("[x\n", (waiver("b"),))


@pytest.mark.parametrize("reason", ['say "no"', "back\\slash", "é\n2", "# none"])
def test_any_reason_can_be_written(reason: str) -> None:
    text = add_waivers("", (waiver("b", reason=reason),))
    assert tomllib.loads(text)["waivers"][0]["reason"] == reason
