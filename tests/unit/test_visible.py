"""Foreign text in every kind of output: seen, and never obeyed."""

import json
import sys
import unicodedata

import pytest
from markdown_it import MarkdownIt

from goldenpath.model.drift import (
    DriftReport,
    FileFinding,
    FileState,
    Side,
    VersionFinding,
    VersionState,
)
from goldenpath.model.errors import BadInputError
from goldenpath.model.ownership import Owner
from goldenpath.output.annotations import drift_annotations
from goldenpath.output.console import print_error, results
from goldenpath.output.drift_markdown import drift_markdown
from goldenpath.output.drift_text import print_drift
from goldenpath.output.fleet_text import fleet_line
from goldenpath.output.github_annotations import github_annotations
from goldenpath.output.json_text import json_line
from goldenpath.output.sarif import sarif
from goldenpath.output.visible import visible, visible_line

EVIL = "\n::error::x\r\x1b[2J\x9b\u202e\u200b\udcff\u2028|<b>`[l](http://e)![i](x)##[error]"
REPORT = DriftReport(
    repository=f"::error::{EVIL}",
    shape=EVIL,
    version=VersionFinding(state=VersionState.BEHIND, recorded=EVIL, message=f"::x{EVIL}"),
    files=(
        FileFinding(
            path=f"::error::{EVIL}",
            key=EVIL,
            owner=Owner.MANAGED,
            state=FileState.MODIFIED,
            side=Side.TEAM,
            message=f"::warning::{EVIL}",
        ),
    ),
    moved_on=(EVIL,),
)


def test_every_character_that_is_not_seen_is_made_visible() -> None:
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        category = unicodedata.category(character)
        shown = visible(character)
        if category in {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}:
            assert shown.startswith("\\"), hex(number)
            assert shown.isascii()
        elif category[0] in "LNPS" and character not in "\u115f\u1160\u3164\uffa0":
            assert shown == character, hex(number)
    assert visible("\x1b\n\u202e\udcff\U000e0041") == r"\x1b\n\u202e\udcff\U000e0041"
    for character in "\u034f\u115f\u1160\u17b4\u3164\uffa0\ufe0f\U000e0100":
        assert visible(character).startswith("\\")


@pytest.mark.parametrize("start", ["", " ", "  ", "[bold]", " [bold] [/] "])
def test_a_line_is_no_command(start: str) -> None:
    assert visible_line(f"{start}::error::x") == f"{start}\\::error::x"
    assert visible_line("tests::x ::y") == "tests::x ::y"
    assert "##[" not in visible_line("a ##[error]b")


def assert_harmless(text: str, lines: int) -> None:
    found = text.removesuffix("\n").split("\n")
    assert len(found) == lines
    for line in found:
        assert line.isprintable(), repr(line)
        assert not line.lstrip().startswith("::"), line
        assert "##[" not in line
    text.encode("utf-8")


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_drift(REPORT, results())
    assert_harmless(capsys.readouterr().out, 5)
    assert_harmless(fleet_line(REPORT), 1)
    print_error(BadInputError(f"::error::{EVIL}"))
    assert_harmless(capsys.readouterr().err, 1)


def test_a_new_report_cannot_forget_it(capsys: pytest.CaptureFixture[str]) -> None:
    results().print(f"::x{EVIL}", markup=False)
    results().print("::x\x1b")
    assert_harmless(capsys.readouterr().out, 2)


def test_annotations_have_one_line_each() -> None:
    for line in github_annotations(drift_annotations(REPORT)):
        assert line.isprintable()
        assert line.count("\n") == 0
        head, _, _message = line[2:].partition("::")
        assert head.startswith(("error ", "warning "))
        assert head.count("file=") == 1


def test_structured_formats_keep_the_data() -> None:
    line = json_line(REPORT)
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["repository"] == REPORT.repository
    found = json.loads(sarif(drift_annotations(REPORT)))["runs"][0]["results"]
    assert found[1]["message"]["text"] == visible(REPORT.files[0].message)
    uri = found[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert uri.startswith("%3A%3Aerror")


def test_markdown_has_no_markup_of_others() -> None:
    text = "\n".join(drift_markdown(REPORT))
    assert_harmless(text, 9)
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    children = [child for token in tokens for child in (token.children or [token])]
    kinds = {child.type for child in children}
    assert not kinds & {"link_open", "image", "html_inline", "html_block"}
    rows = sum(token.type == "tr_open" for token in tokens)
    cells = sum(token.type in {"td_open", "th_open"} for token in tokens)
    assert (rows, cells) == (2, 8)


def test_a_terminal_gets_no_escapes_of_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    results().print(f"[bold]a[/]{EVIL}")
    printed = capsys.readouterr().out
    assert "\x1b[1ma" in printed
    assert "\x1b[2J" not in printed
