"""A random walk of a team, a template and goldenpath, with a ledger that is compared each step."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from support.in_process import SOON
from support.safety.changing_template import CHANGES
from support.safety.judge import (
    Case,
    judge,
    require_no_half_state,
    require_no_neighbour_touched,
)
from support.safety.ledger import Page, plain_git
from support.safety.running import Ended, Moment, run, run_until
from support.safety.team import ACTS, BRANCHES, PATHS
from support.safety.world import World, world

# How many steps were taken, and how the commands ended, over all walks.
STEPS: Counter[str] = Counter()

_NUMBERS = st.integers(0, 99)
_ACTS = st.tuples(st.sampled_from(sorted(ACTS)), _NUMBERS, _NUMBERS)
_PROJECT_ACTS = st.tuples(st.just("toml"), _NUMBERS, _NUMBERS)
_AFTER_A_KILL = (
    "insert",
    "new file",
    "remove",
    "rename",
    "folder",
    "link",
    "toml",
    "crlf",
    "stage",
    "stage alone",
    "stage an edit",
    "stage an edit",
    "stash",
    "commit",
)
_DEEDS = st.tuples(st.sampled_from(_AFTER_A_KILL), _NUMBERS, _NUMBERS)
_CHANGES = st.tuples(st.sampled_from(sorted(CHANGES)), _NUMBERS, _NUMBERS)
_BEFORE = st.tuples(
    st.lists(_ACTS, max_size=3),
    st.lists(_PROJECT_ACTS, max_size=3),
    st.lists(_CHANGES, max_size=5),
    st.lists(st.tuples(_NUMBERS, _NUMBERS), max_size=2),
)
_MOMENTS = st.builds(
    Moment,
    act=st.integers(0, 60),
    delay=st.sampled_from([0.0, 0.0, 0.0, 0.002, 0.01]),
    with_children=st.booleans(),
) | st.builds(
    Moment,
    act=st.integers(0, 12),
    after=st.just("/.git/goldenpath"),
    delay=st.sampled_from([0.0, 0.0, 0.0, 0.002, 0.01]),
    with_children=st.booleans(),
)


@st.composite
def updates(draw: st.DrawFn) -> tuple[str, ...]:
    """The options of an update."""
    options = draw(
        st.sampled_from(
            [(), (), ("--managed", "template"), ("--managed", "team"), ("--write-conflicts",)]
        )
    )
    branch = draw(st.sampled_from([None, None, None, "bot", "main", *BRANCHES]))
    ways = draw(st.sampled_from([(), (), (), ("--dry-run",), ("--format", "json")]))
    seeded = draw(st.sampled_from([(), (), ("--seeded",), ("--seeded", "src/app.py")]))
    return (*options, *(("--branch", branch) if branch else ()), *ways, *seeded)


type Deeds = list[tuple[str, int, int]]
type Lines = list[tuple[int, int]]
type Before = tuple[Deeds, Deeds, Deeds, Lines]


class Walk(RuleBasedStateMachine):
    """One walk: a new world, and steps in any order."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="walk-"))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.world: World = self._stack.enter_context(world(self.folder / "w"))
        self.page = self.world.ledger.read()
        self.is_pending = False

    def teardown(self) -> None:
        """Judge what is left, and remove it."""
        try:
            check = plain_git(self.world.root, "fsck", "--full", "--no-dangling", "--no-progress")
            assert b"error" not in check and b"missing" not in check, check.decode()
        finally:
            self._stack.close()

    @initialize(changes=st.lists(_CHANGES, min_size=1, max_size=6))
    def begin(self, changes: Deeds) -> None:
        """A walk begins with a release to update to."""
        self.release(changes)

    @rule(changes=st.lists(_CHANGES, min_size=1, max_size=6))
    def release(self, changes: Deeds) -> None:
        """The template's next release."""
        STEPS["release"] += 1
        for change in changes:
            self.world.template.change(*change)
        self.world.template.release()

    @rule(acts=st.lists(_ACTS, min_size=1, max_size=4))
    def work(self, acts: Deeds) -> None:
        """The team does something."""
        for act in acts:
            STEPS["act"] += 1
            self.world.team.do(*act)

    def prepare(self, before: Before) -> None:
        """The team works, and the template as well."""
        acts, project_acts, changes, lines = before
        for line in lines:
            self._meet(*line)
        self.work([*acts, *project_acts])
        if changes or lines:
            self.release(changes)

    def _meet(self, one: int, two: int, *, renames: bool | None = None) -> None:
        """Both change the same line; the template may rename the file, to one of the team's."""
        template = self.world.template
        path = template.managed(one)
        if path is None:
            return
        at = two % len(template.files[path])
        STEPS["act"] += 1
        self.world.team.replace_line(self.world.root / path, at)
        template.files[path][at] = template.line()
        before = set(template.files)
        if two % 3 == 0 if renames is None else renames:
            template.change("rename", one, two)
        for new in template.files.keys() - before:
            if two % 2:
                self.world.team.do("new file", PATHS.index(new), two)

    @rule(one=_NUMBERS, two=_NUMBERS, choice=st.sampled_from(["team", "template"]))
    def choose_under_a_rename(self, one: int, two: int, choice: str) -> None:
        """The template renames what the team has edited, and one side is chosen."""
        self._meet(one, two, renames=True)
        self.release([])
        self.world.team.commit()
        options = ("--no-lock", "--defaults", "--managed", choice)
        self.command("update", str(self.world.root), *options)

    @rule(before=_BEFORE, options=updates(), tidies=st.sampled_from([True, True, True, False]))
    def update(self, before: Before, options: tuple[str, ...], tidies: bool) -> None:
        """An update, mostly of a clean work tree."""
        self.prepare(before)
        if tidies:
            self.world.team.commit()
        self.command("update", str(self.world.root), "--no-lock", "--defaults", *options)

    @rule(before=_BEFORE, options=updates())
    def update_again(self, before: Before, options: tuple[str, ...]) -> None:
        """An update is what happens most."""
        self.update(before, options, tidies=True)

    @rule(before=_BEFORE, number=_NUMBERS, where=_NUMBERS)
    def mend(self, before: Before, number: int, where: int) -> None:
        """Conflicts go to a branch and are mended there, and then are written again."""
        self.update(before, ("--write-conflicts",), tidies=True)
        self.work([("mend", number, where)])
        self.update(([], [], [], []), ("--write-conflicts",), tidies=True)

    @rule(
        edit=st.tuples(
            st.sampled_from(["insert", "link", "folder", "toml", "stage an edit"]),
            _NUMBERS,
            _NUMBERS,
        ),
        ways=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    )
    def restore(self, edit: tuple[str, int, int], ways: tuple[bool, bool, bool]) -> None:
        """Something is changed, and it or all is put back."""
        is_committed, takes_all, force = ways
        self.work([edit])
        if is_committed:
            self.world.team.commit()
        name = "pyproject.toml" if edit[0] == "toml" else PATHS[edit[1] % len(PATHS)]
        self.command(*self._restore(None if takes_all else name, force))

    @rule(name=st.sampled_from(PATHS), key=st.sampled_from([None, None, "tool.ruff.line-length"]))
    def waive(self, name: str, key: str | None) -> None:
        """An exception."""
        self.command(*self._waive(name, key))

    @rule(name=st.sampled_from(["check", "diff", "recover"]), sees_seeded=st.booleans())
    def look(self, name: str, sees_seeded: bool) -> None:
        """A command that changes nothing, since nothing was killed."""
        option = ("--seeded",) if name == "diff" and sees_seeded else ()
        self.command(name, *option, "--repository", str(self.world.root))

    @rule(before=_BEFORE, options=updates(), moment=_MOMENTS, deeds=st.lists(_DEEDS, max_size=3))
    def killed_update(
        self,
        before: Before,
        options: tuple[str, ...],
        moment: Moment,
        deeds: Deeds,
    ) -> None:
        """An update dies, the team goes on, and then recovers."""
        self.prepare(before)
        self.world.team.commit()
        arguments = ("update", str(self.world.root), "--no-lock", "--defaults", *options)
        self.kill(moment, arguments, deeds)

    @rule(
        changes=st.lists(_CHANGES, min_size=1, max_size=3),
        act=st.integers(0, 12),
        deed=st.tuples(
            st.sampled_from(["stage an edit", "stage alone", "new file"]), _NUMBERS, _NUMBERS
        ),
    )
    def killed_in_the_last_step(self, changes: Deeds, act: int, deed: tuple[str, int, int]) -> None:
        """An update dies while its journal is there, and the team goes on at once."""
        self.release([*changes, ("change a line", act, act)])
        self.world.team.commit()
        arguments = ("update", str(self.world.root), "--no-lock", "--defaults")
        moment = Moment(act=act, after="update.json", delay=0.0, with_children=True)
        self.kill(moment, (*arguments, "--managed", "template"), [deed, ("stage", act, act)])

    @rule(number=_NUMBERS, where=_NUMBERS, moment=_MOMENTS)
    def killed_restore(self, number: int, where: int, moment: Moment) -> None:
        """A restore dies."""
        self.work([("insert", number, where), ("toml", number, where)])
        self.world.team.commit()
        self.kill(moment, self._restore(None, force=bool(where % 2)), [])

    @rule(name=st.sampled_from(PATHS), moment=_MOMENTS)
    def killed_waive(self, name: str, moment: Moment) -> None:
        """A waiver dies."""
        self.kill(moment, self._waive(name, None), [])

    def command(self, *arguments: str) -> Ended:
        """Run a command, and judge it."""
        before, beside = self.world.ledger.read(), self.world.neighbour()
        ended = run(*arguments)
        STEPS[_outcome(ended)] += 1
        self._judge(before, ended)
        require_no_neighbour_touched(beside, self.world.neighbour())
        return ended

    def kill(self, moment: Moment, arguments: tuple[str, ...], deeds: Deeds) -> None:
        """Kill a command, let the team do something, recover, and judge each."""
        before, beside = self.world.ledger.read(), self.world.neighbour()
        ended = run_until(moment, *arguments)
        STEPS[_outcome(ended)] += 1
        self._judge(before, ended)
        self.work(deeds)
        now = self.world.ledger.read()
        recovered = run("recover", str(self.world.root))
        STEPS[_outcome(recovered)] += 1
        after = self._judge(now, recovered)
        if recovered.exit_code == 0 and not deeds and arguments[0] == "update":
            require_no_half_state(Case(self.world.root, before, after, recovered))
        if recovered.exit_code:
            self._help_oneself(recovered, deeds)
        require_no_neighbour_touched(beside, self.world.neighbour())

    def _help_oneself(self, ended: Ended, deeds: Deeds) -> None:
        """A recovery may refuse only where the team has moved on; then it says what to do."""
        moved = {"commit", "stash", "amend"} & {name for name, _, _ in deeds}
        assert moved, f"a recovery refuses: {ended.said}"
        for path in (self.world.root / ".git/goldenpath").glob("*.json"):
            path.unlink()

    def _judge(self, before: Page, ended: Ended) -> Page:
        after = self.world.ledger.read()
        judge(Case(self.world.root, before, after, ended))
        return after

    def _restore(self, name: str | None, force: bool) -> tuple[str, ...]:
        names = (name,) if name else ()
        options = ("--force",) if force else ()
        return ("restore", *names, "--repository", str(self.world.root), *options)

    def _waive(self, name: str, key: str | None) -> tuple[str, ...]:
        options = ("--key", key) if key else ()
        until = ("--reason", "because", "--until", str(SOON))
        return ("waive", name, *options, *until, "--repository", str(self.world.root))


def _outcome(ended: Ended) -> str:
    end = "killed" if ended.is_killed else f"exit {ended.exit_code}"
    return f"{ended.arguments[0]}: {end}"


def steps() -> Iterator[str]:
    """How many steps there were, and of what kind."""
    yield f"{STEPS.total()} steps"
    yield from (f"{number:6} {name}" for name, number in STEPS.most_common())
