"""Checks with stock copier: it renders what goldenpath renders, and updates without --trust."""

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from goldenpath.model.ownership import Owner
from goldenpath.model.rendered import Render
from goldenpath.operations.release.combinations import Combination
from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.repositories import sample_repository
from goldenpath.operations.release.gate.task import TaskResult
from goldenpath.operations.release.gate.tools import Tools
from goldenpath.operations.release.gate.upgrades import Upgrade
from goldenpath.operations.render.copier_engine import CopierEngine

_DAYS = 400
_OTHER_DAY = "goldenpath.operations.release.gate.other_day"


@dataclass(frozen=True)
class SameAsCopier:
    """goldenpath and stock copier render exactly the same bytes."""

    combination: Combination

    def __call__(self, context: GateContext) -> TaskResult:
        """Render with both, and compare the files."""
        began = monotonic()
        theirs = CopierEngine().render(context.candidate, {}, self.combination.answers)
        seconds = monotonic() - began
        ours = context.render(context.candidate, self.combination)
        refusals = tuple(
            f"{path}, rendered as {self.combination.name}, is different if stock copier renders it:"
            " use only features that both render in the same way."
            for path in sorted(ours.files.keys() | theirs.files.keys())
            if ours.files.get(path) != theirs.files.get(path)
        )
        return TaskResult(refusals, seconds)


@dataclass(frozen=True)
class SameOnEveryDay:
    """Renders on two days, in two folders, by two users in two time zones have the same bytes."""

    combination: Combination

    def __call__(self, context: GateContext) -> TaskResult:
        """Render twice with stock copier, because its templates can read more than goldenpath's."""
        with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
            rendered, seconds = {}, 0.0
            for number, zone in enumerate(("Pacific/Kiritimati", "Pacific/Niue")):
                home = Path(scratch, f"home-{number}")
                (home / "work").mkdir(parents=True)
                folder = home / "work" / f"folder-{number}"
                tools = Tools({**_person(home, zone), "PYTHONHASHSEED": str(number + 1)})
                answers = json.dumps(dict(self.combination.answers))
                said = tools.attempt(
                    [
                        *(sys.executable, "-m", _OTHER_DAY, str(_DAYS * number)),
                        *(context.candidate.location, context.candidate.commit),
                        *(folder, answers),
                    ],
                    home,
                )
                seconds += tools.seconds
                if said:
                    return TaskResult(
                        (f"{self.combination.name} does not render: {said}.",), seconds
                    )
                rendered[number] = _contents(folder)
        return TaskResult(tuple(_unlike(rendered[0], rendered[1], self.combination)), seconds)


@dataclass(frozen=True)
class StockUpdate:
    """`copier update` of an unchanged repository gives the files of a new repository."""

    upgrade: Upgrade

    def __call__(self, context: GateContext) -> TaskResult:
        """Update as a bot does, without --trust and without questions."""
        after = self.upgrade.after(context)
        with tempfile.TemporaryDirectory(prefix="goldenpath-") as scratch:
            root = Path(scratch) / "repo"
            sample_repository(self.upgrade.before(context), root)
            tools = Tools(_person(Path(scratch), "UTC"))
            said = tools.attempt(
                [
                    *(sys.executable, "-m", "copier", "update", "--skip-answered", "--defaults"),
                    f"--vcs-ref={context.candidate.commit}",
                ],
                root,
            )
            if said:
                refusal = f"`copier update` from {self.upgrade.name} fails: {said}."
                return TaskResult((refusal,), tools.seconds)
            refusals = tuple(
                f"{path} differs from a new repository after `copier update` from"
                f" {self.upgrade.name}: stock copier must be able to update."
                for path in _owned(after)
                if not (root / path).is_file()
                or (root / path).read_bytes() != after.files[path].content
            )
        return TaskResult(refusals, tools.seconds)


def _owned(render: Render) -> list[str]:
    owners = (Owner.MANAGED, Owner.MERGED)
    return [path for path in sorted(render.files) if render.ownership.owner_of(path) in owners]


def _person(home: Path, zone: str) -> dict[str, str]:
    """Return the environment of another user, with its own cache and configuration."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "COPIER_CACHE_DIR": str(home / "cache"),
        "TZ": zone,
        "USER": home.name,
        "GIT_AUTHOR_NAME": home.name,
        "GIT_AUTHOR_EMAIL": f"{home.name}@example.com",
        "GIT_COMMITTER_NAME": home.name,
        "GIT_COMMITTER_EMAIL": f"{home.name}@example.com",
    }


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _unlike(one: dict[str, bytes], other: dict[str, bytes], combination: Combination) -> list[str]:
    return [
        f"{path}, rendered as {combination.name}, depends on the day, the machine or the"
        " destination: two renders of it differ."
        for path in sorted(one.keys() | other.keys())
        if one.get(path) != other.get(path)
    ]
