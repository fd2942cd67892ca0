"""Text that is printed without Rich is the text that Rich would print."""

import contextlib
import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.markup import MarkupError
from rich.markup import escape as rich_escape

from goldenpath.output.console import messages, results
from goldenpath.output.markup import escape
from goldenpath.output.rich_console import RichConsole

PIECES = st.sampled_from(
    [
        *("[", "]", "\\", "/", "[bold]", "[/]", "[/bold]", "[a b]", "[A]", "[#x]", "[@x]", "[1]"),
        *("[]", "[red", "::error::x", "##[error]", " ", "text", "é", ":100:", "\n", "\t", "\x1b"),
    ]
)
TEXTS = st.lists(PIECES, max_size=9).map("".join)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_escaped_text_is_escaped_as_rich_does_it(text: str) -> None:
    assert escape(text) == rich_escape(text)


@given(TEXTS, st.booleans())
@settings(max_examples=400, deadline=None)
def test_what_is_printed_without_rich_is_what_rich_prints(text: str, markup: bool) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as by_rich:
        try:
            RichConsole(stderr=False).print(text, markup=markup, style="dim")
        except MarkupError:
            # A tag that closes nothing is a mistake of goldenpath's own text.
            return
    with contextlib.redirect_stdout(io.StringIO()) as without:
        results().print(text, markup=markup, style="dim")
    assert without.getvalue() == by_rich.getvalue()


def test_each_console_has_its_stream(capsys: pytest.CaptureFixture[str]) -> None:
    results().print("[green]✓[/] done", end="")
    messages().print("[red]no[/]", end="")
    assert capsys.readouterr() == ("✓ done", "no")


def test_colours_can_be_forced(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    results().print("[green]✓[/]")
    assert capsys.readouterr().out == "\x1b[32m✓\x1b[0m\n"


def test_a_pipe_does_not_wait_for_rich() -> None:
    code = (
        "import sys; from goldenpath.output.console import results; results().print('[dim]a[/]');"
        " print('rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "a\nFalse\n"
