"""A diff that goldenpath prints is one that git takes."""

import subprocess
from pathlib import Path

import pytest

from goldenpath.model.rendered import FileKind, RenderedFile
from goldenpath.operations.repair.unified_diff import diff_of


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\n", b"a\nc\n"),
        (b"a\n-- b", b"a\n-- b\n"),
        (b"a\n++ b", b"a\n++ b\n"),
        (b"a\n@@ b", b"c\n@@ b"),
        (b"--- a\n", b"+++ a\n"),
        (b"a\n", None),
        (None, b"a"),
    ],
)
def test_git_applies_it(before: bytes | None, after: bytes | None, tmp_path: Path) -> None:
    old, new = (
        None if content is None else RenderedFile(content, FileKind.PLAIN)
        for content in (before, after)
    )
    if before is not None:
        (tmp_path / "file").write_bytes(before)
    patch = "".join(f"{line}\n" for line in diff_of("file", old, new))
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=patch.encode(), check=True)
    found = (tmp_path / "file").read_bytes() if (tmp_path / "file").exists() else None
    assert found == after
