"""A team that does anything to its repository; each line that it writes has a token of its own."""

import os
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from support.safety.changing_template import NAMES, SEEDS
from support.safety.ledger import plain_git
from support.safety.team_toml import TOML

_OTHERS = (
    "goldenpath.toml",
    ".copier-answers.yml",
    "notes.txt",
    "mine.ignored",
    "docs/a.md",
    "pyproject.toml",
)
PATHS = (*NAMES, *SEEDS, *_OTHERS)
BRANCHES = ("side", "goldenpath/update-v1.2.0", "goldenpath/update-v1.3.0", "stable")
_PATTERNS = ("ci/n0", "ci/n1.log", "*.log", "other/", "/pkg/n4", "notes.txt", "goldenpath.toml")
_HIDDEN = ("--assume-unchanged", "--skip-worktree")


@dataclass
class Team:
    """Who works in a repository."""

    root: Path
    home: Path
    _tokens: int = 0

    def token(self) -> str:
        """What no line had before."""
        self._tokens += 1
        return f"tk{self._tokens:06}q"

    def do(self, kind: str, one: int, two: int) -> None:
        """Do one thing that a team may do."""
        ACTS[kind](self, one, two)

    def git(self, *arguments: str) -> bytes:
        """Git as the team uses it: where it asks to remove a stale lock, the team does."""
        lock = self.root / ".git/index.lock"
        if lock.exists():
            lock.unlink()
        return plain_git(self.root, *arguments)

    def commit(self) -> None:
        """Commit everything, ignored files aside."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", f"--message=feat: {self.token()}")

    def path(self, number: int) -> Path:
        """One of the paths that matter; below a link, the link."""
        path = self.root / PATHS[number % len(PATHS)]
        for above in (*reversed(path.parents), path):
            if above != self.root and above.is_relative_to(self.root) and above.is_symlink():
                return above
        return path

    def write(self, path: Path, content: bytes) -> None:
        """Write a file where there can be one."""
        if path.is_dir() or path.is_symlink():
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            return
        path.write_bytes(content)

    def replace_line(self, path: Path, number: int) -> None:
        """Write a line of the team's in the place of another one."""
        lines = (self.read(path) or b"").splitlines(keepends=True)
        if lines and path.name not in ("pyproject.toml", ".copier-answers.yml"):
            lines[number % len(lines)] = b"# " + self.token().encode() + b"\n"
            self.write(path, b"".join(lines))

    def read(self, path: Path) -> bytes | None:
        """A file's content; None where there is none."""
        return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def _insert(team: Team, one: int, two: int) -> None:
    path = team.path(one)
    content = team.read(path) or b""
    lines = content.splitlines(keepends=True)
    end = b"\r\n" if b"\r\n" in content else b"\n"
    lines.insert(two % (len(lines) + 1), b"# " + team.token().encode() + end)
    team.write(path, b"".join(lines))


def _replace_line(team: Team, one: int, two: int) -> None:
    team.replace_line(team.path(one), two)


def _drop_line(team: Team, one: int, two: int) -> None:
    path = team.path(one)
    lines = (team.read(path) or b"").splitlines(keepends=True)
    if lines and path.name not in ("pyproject.toml", ".copier-answers.yml"):
        del lines[two % len(lines)]
        team.write(path, b"".join(lines))


def _new_file(team: Team, one: int, two: int) -> None:
    path = team.path(one)
    if not path.exists() and path.name != "goldenpath.toml":
        team.write(path, "".join(f"# {team.token()}\n" for _ in range(1 + two % 3)).encode())


def _folder(team: Team, one: int, two: int) -> None:
    """Put a folder where a file is, or may come to be."""
    path = team.path(one)
    if path.name in (".copier-answers.yml", "pyproject.toml"):
        return
    if path.is_file() or path.is_symlink():
        path.unlink()
    team.write(path / f"inside{two % 2}", f"# {team.token()}\n".encode())


def _link(team: Team, one: int, two: int) -> None:
    path = team.path(one)
    if path.name in (".copier-answers.yml",) or (path.is_dir() and not path.is_symlink()):
        return
    target = (team.token(), "../beside/kept.txt", "README.md", "../beside")[two % 4]
    if path.is_file() or path.is_symlink():
        path.unlink()
    if path.parent.is_dir():
        path.symlink_to(target)


def _crlf(team: Team, one: int, _two: int) -> None:
    path = team.path(one)
    if content := team.read(path):
        team.write(path, content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def _remove(team: Team, one: int, _two: int) -> None:
    path = team.path(one)
    if path.name in (".copier-answers.yml", "pyproject.toml"):
        return
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.is_symlink() or path.exists():
        path.unlink()


def _rename(team: Team, one: int, two: int) -> None:
    path, target = team.path(one), team.path(two)
    if path.is_file() and not target.exists() and not target.is_symlink():
        if path.name in (".copier-answers.yml", "pyproject.toml") or not target.parent.is_dir():
            return
        os.rename(path, target)


def _mode(team: Team, one: int, _two: int) -> None:
    path = team.path(one)
    if path.is_file() and not path.is_symlink():
        path.chmod(path.stat().st_mode ^ 0o111)


def _ignore(team: Team, one: int, two: int) -> None:
    files = (
        team.root / ".gitignore",
        team.root / ".git/info/exclude",
        team.home / ".config/git/ignore",
    )
    path = files[one % 3]
    if path.is_dir():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"{_PATTERNS[two % len(_PATTERNS)]}\n")


def _stage(team: Team, one: int, two: int) -> None:
    name = PATHS[one % len(PATHS)]
    options = (["--", name], ["--all"], ["--intent-to-add", "--", name], ["--force", "--", name])
    team.git("add", *options[two % len(options)])


def _stage_alone(team: Team, one: int, two: int) -> None:
    """Stage an edit that the work tree does not have."""
    path = team.path(one)
    before = team.read(path)
    _insert(team, one, two)
    team.git("add", "--", str(path))
    if before is not None:
        team.write(path, before)


def _stage_edit(team: Team, one: int, two: int) -> None:
    _insert(team, one, two)
    team.git("add", "--", str(team.path(one)))


def _unstage(team: Team, one: int, two: int) -> None:
    name = PATHS[one % len(PATHS)]
    if two % 2 and name != ".copier-answers.yml":
        team.git("rm", "--cached", "--quiet", "-r", "--", name)
    else:
        team.git("reset", "--quiet")


def _commit(team: Team, one: int, _two: int) -> None:
    if one % 3:
        team.commit()
    else:
        team.git("commit", "--quiet", "--no-verify", f"--message=feat: {team.token()}")


def _amend(team: Team, one: int, _two: int) -> None:
    team.git("add", "--all")
    message = "--no-edit" if one % 2 else f"--message=feat: {team.token()}"
    team.git("commit", "--amend", "--quiet", "--no-verify", message)


def _stash(team: Team, one: int, _two: int) -> None:
    arguments = ("push", "--quiet", "--include-untracked") if one % 2 else ("push", "--quiet")
    team.git("stash", *arguments)


def _pop(team: Team, _one: int, _two: int) -> None:
    team.git("stash", "pop", "--quiet")


def _branch(team: Team, one: int, _two: int) -> None:
    team.git("branch", BRANCHES[one % len(BRANCHES)])


def _switch(team: Team, one: int, _two: int) -> None:
    team.git("switch", "--quiet", ("main", *BRANCHES)[one % 5])


def _mend(team: Team, one: int, two: int) -> None:
    """Mend what stands on a branch of goldenpath's, by amending or committing, and go back."""
    listed = team.git("for-each-ref", "--format=%(refname:short)", "refs/heads/goldenpath/")
    names = listed.decode().split()
    before = team.git("symbolic-ref", "--short", "HEAD").decode().strip()
    if not names or not before or team.git("status", "--porcelain"):
        return
    team.git("switch", "--quiet", names[one % len(names)])
    if team.git("symbolic-ref", "--short", "HEAD").decode().strip() != names[one % len(names)]:
        return
    _insert(team, PATHS.index("ci/build.yml"), two)
    _amend(team, 1, 0) if two % 2 else team.commit()
    team.git("switch", "--quiet", before)


def _link_work_tree(team: Team, one: int, _two: int) -> None:
    folder = team.root.with_name("linked")
    if not folder.exists():
        team.git("worktree", "add", "--quiet", str(folder), BRANCHES[one % len(BRANCHES)])


def _hide(team: Team, one: int, two: int) -> None:
    undo = two % 2
    option = _HIDDEN[one % 2].replace("--", "--no-") if undo else _HIDDEN[one % 2]
    team.git("update-index", option, PATHS[one % len(PATHS)])


def _toml(team: Team, one: int, two: int) -> None:
    """Change pyproject.toml in its own terms; what is no TOML any more is taken back."""
    path = team.root / "pyproject.toml"
    content = team.read(path)
    if content is None:
        return
    text = content.decode().replace("\r\n", "\n")
    new = TOML[sorted(TOML)[one % len(TOML)]](team.token, text, two)
    if b"\r\n" in content:
        new = new.replace("\n", "\r\n")
    try:
        tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        return
    team.write(path, new.encode())


ACTS: dict[str, Callable[[Team, int, int], None]] = {
    "insert": _insert,
    "replace line": _replace_line,
    "drop line": _drop_line,
    "new file": _new_file,
    "folder": _folder,
    "link": _link,
    "crlf": _crlf,
    "remove": _remove,
    "rename": _rename,
    "mode": _mode,
    "ignore": _ignore,
    "stage": _stage,
    "stage alone": _stage_alone,
    "stage an edit": _stage_edit,
    "unstage": _unstage,
    "commit": _commit,
    "amend": _amend,
    "stash": _stash,
    "pop": _pop,
    "branch": _branch,
    "switch": _switch,
    "mend": _mend,
    "linked work tree": _link_work_tree,
    "hide": _hide,
    "toml": _toml,
}
