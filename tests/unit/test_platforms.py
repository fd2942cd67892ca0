"""Where goldenpath does not run, one sentence says so."""

import sys

import pytest

from goldenpath.cli import main
from goldenpath.model.errors import ExitCode


def test_windows_gets_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    # What Windows does not have must not be imported before.
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == ExitCode.ENVIRONMENT
    said = " ".join(capsys.readouterr().err.split())
    assert said == "error: goldenpath runs on Linux and macOS; on Windows, run it in WSL."
