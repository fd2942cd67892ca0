"""What must be true after every command, judged by git and the disk alone."""

import json
import re
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from support.safety.ledger import Ledger, Page, Place, Tokens, files_of, plain_git, tokens_in
from support.safety.running import CRASHED, Ended

_EXIT_CODES = range(4)
_VERBS = frozenset(
    {"diff", "restore", "show", "switch", "checkout", "cherry-pick", "stash", "merge"}
)
# On a line of its own, in backticks, or at the end of a sentence.
_COMMAND = re.compile(r"(?m)(?:^\s*|`|: )(git [^`\n]+)")
_UPDATED = re.compile(r"Updated (\S+) → (\S+): .*commit ([0-9a-f]{12})(?: on (\S+))?\.")
_REFERENCE = re.compile(r"refs/goldenpath/[\w./-]*\w")
_READS = ("check", "diff", "rules")


@dataclass(frozen=True)
class Case:
    """A command, with everything before and after it."""

    root: Path
    before: Page
    after: Page
    ended: Ended

    @property
    def command(self) -> str:
        """Its name."""
        return self.ended.arguments[0]

    def has(self, option: str) -> bool:
        """Whether the command was given an option."""
        return option in self.ended.arguments

    def option(self, name: str) -> str | None:
        """The value of an option."""
        arguments = self.ended.arguments
        return arguments[arguments.index(name) + 1] if name in arguments else None

    @property
    def story(self) -> str:
        """The command and what it said, for whoever reads a failure."""
        return f"goldenpath {' '.join(self.ended.arguments)}\n{self.ended.said}"


def judge(case: Case) -> None:
    """Demand everything that is promised of every command."""
    require_a_clean_end(case)
    require_nothing_lost(case)
    if case.ended.is_killed:
        return
    require_a_way_back(case)
    require_unchanged_on_refusal(case)
    if case.command == "update":
        require_true_success(case)


def require_a_clean_end(case: Case) -> None:
    """An exit code that has a meaning, and no traceback."""
    if case.ended.is_killed:
        return
    ended = case.ended
    is_clean = ended.exit_code in _EXIT_CODES and "Traceback" not in ended.said
    assert is_clean and ended.exit_code != CRASHED, f"no clean end: {case.story}"


def require_nothing_lost(case: Case) -> None:
    """Each line of the team's is still somewhere."""
    lost = case.before.tokens - case.after.tokens - _reported(case.ended)
    assert not lost, f"lost {_names(lost)}: {case.story}"
    moved = case.before.linked != case.after.linked
    assert not moved, f"another work tree's state changed: {case.story}"


def require_a_way_back(case: Case) -> None:
    """What left the work tree or the index is where the command says that it is."""
    left = case.before.in_work_tree | case.before.in_index
    left -= case.after.in_work_tree | case.after.in_index | _reported(case.ended)
    if case.command == "restore":
        # Its very purpose; what was committed is in the last commit, where git shows it.
        left -= Ledger(case.root).behind("HEAD")
    if left:
        missing = left - _brought_back(case)
        assert not missing, f"no way back to {_names(missing)}: {case.story}"


def require_unchanged_on_refusal(case: Case) -> None:
    """A command that does not do its work, or only reads, has changed nothing."""
    reads = case.command in _READS or case.has("--dry-run")
    writes_markers = case.has("--write-conflicts") and case.ended.exit_code == 1
    if (case.ended.exit_code == 0 and not reads) or writes_markers:
        return
    differences = case.before.differences(case.after)
    if reads and case.before.references != case.after.references:
        differences.append("references")
    assert not differences, f"refused, and changed its {differences}: {case.story}"


def require_true_success(case: Case) -> None:
    """What an update says is what git says."""
    said = _success(case)
    if said is None:
        return
    version, commit, branch = said
    head = f"refs/heads/{branch}" if branch else "HEAD"
    now = plain_git(case.root, "rev-parse", head).decode().strip()
    assert now.startswith(commit), f"{head} is {now[:12]}: {case.story}"
    answers = plain_git(case.root, "show", f"{head}:.copier-answers.yml").decode()
    assert f'"{version}"' in answers or f"_commit: {version}" in answers, f"stale: {case.story}"
    here, _, _ = case.before.head.partition(" ")
    if branch and head != here:
        for part in ("files", "index", "head"):
            same = getattr(case.before, part) == getattr(case.after, part)
            assert same, f"another branch was asked for, and {part} changed: {case.story}"
        return
    assert case.after.head.split(" ")[0] == here, f"HEAD is on another branch: {case.story}"
    status = plain_git(case.root, "status", "--porcelain", "--untracked-files=all").decode()
    assert not status, f"not clean after an update:\n{status}{case.story}"


def require_no_half_state(case: Case) -> None:
    """After a kill and a recovery with nothing between, all of the update is there, or none."""
    if case.before.head == case.after.head:
        names = {"files", "index", "linked"} & set(case.before.differences(case.after))
        assert not names, f"half a state, {names} differ: {case.story}"
        return
    status = plain_git(case.root, "status", "--porcelain", "--untracked-files=all").decode()
    assert not status, f"half a state:\n{status}{case.story}"


def require_no_neighbour_touched(before: dict[str, Place], after: dict[str, Place]) -> None:
    """Nothing outside the repository changes."""
    assert before == after, f"{before.keys() ^ after.keys() or before} beside the repository"


def _success(case: Case) -> tuple[str, str, str | None] | None:
    if case.option("--format") == "json":
        if case.ended.exit_code or case.has("--dry-run"):
            return None
        report = json.loads(case.ended.output)
        if report["state"] != "updated":
            return None
        return report["new_version"], report["commit"], report["branch"]
    found = _UPDATED.search(case.ended.output)
    return (found[2], found[3], found[4]) if found else None


def _reported(ended: Ended) -> Tokens:
    """What the report shows as it was."""
    return tokens_in([ended.said.encode()]) if ended.arguments[0] == "update" else frozenset()


def _brought_back(case: Case) -> Tokens:
    """What the printed commands bring back, each run in a copy of the repository."""
    if case.option("--format") == "json":
        references = _REFERENCE.findall(case.ended.output)
        return frozenset().union(*(Ledger(case.root).behind(name) for name in references))
    found: Tokens = frozenset()
    for printed in _COMMAND.findall(case.ended.said):
        if not _VERBS.intersection(printed.split()[:6]):
            continue
        with tempfile.TemporaryDirectory(prefix="way-back-") as scratch:
            copy = Path(scratch) / "repo"
            shutil.copytree(case.root, copy, symlinks=True)
            words = shlex.split(printed.replace(str(case.root), str(copy)).strip().rstrip("."))
            done = subprocess.run(words, cwd=copy, capture_output=True, check=False)
            there = tokens_in(place.content for place in files_of(copy).values())
            found |= there | tokens_in([done.stdout])
    return found


def _names(tokens: Tokens) -> str:
    return ", ".join(sorted(token.decode() for token in tokens))
