"""Merge three texts with git."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from goldenpath.operations.git.plumbing import Git


@dataclass(frozen=True, slots=True)
class MergedText:
    """The result of git's merge, which is clean if it has no conflicts."""

    text: str
    is_clean: bool


def merge_text(
    git: Git, texts: tuple[str, str, str], *, team_wins: bool = False
) -> MergedText | None:
    """Merge base, ours and theirs; None if git refuses.

    Lines that both sides changed get conflict markers. With ``team_wins``, the team's lines stay.
    """
    base, ours, theirs = texts
    with TemporaryDirectory(prefix="goldenpath-") as folder:
        files = {"team": ours, "rendered-before": base, "template": theirs}
        paths = [Path(folder) / name for name in files]
        for path, text in zip(paths, files.values(), strict=True):
            path.write_bytes(text.encode())
        options = [option for name in files for option in ("-L", name)]
        favour = ["--ours"] if team_wins else []
        done = git.try_run("merge-file", "-p", "-q", *favour, *options, *paths)
    # The exit code is the number of conflicts, or 255 if a file is not text.
    if done.exit_code > 127:  # noqa: PLR2004 - git's own limit
        return None
    return MergedText(done.output.decode(), is_clean=not done.exit_code)
