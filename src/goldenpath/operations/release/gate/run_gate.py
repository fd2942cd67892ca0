"""Running the gate: rules first, then everything else in a few processes, and only what is new."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from time import monotonic, sleep

from goldenpath.model.data_file import DataModel
from goldenpath.model.release_gate import GateCheck, GateReport
from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.results import GateResults
from goldenpath.operations.release.gate.task import GateTask, run_task
from goldenpath.operations.release.gate.task_list import SUITES, other_tasks, rule_tasks

# Told each check as it ends: how many have, of how many.
type Announce = Callable[[GateCheck, int, int], None]

# Seconds between two looks at whether the process that started this one is still there.
_LOOK = 1.0


class Shard(DataModel):
    """Which part of the checks to run."""

    number: int = 1
    of: int = 1

    def takes(self, tasks: Iterable[GateTask]) -> tuple[GateTask, ...]:
        """Its part: dealt like cards, so that each shard gets some of the slow ones."""
        return tuple(list(tasks)[self.number - 1 :: self.of])


class GateRequest(DataModel):
    """How to run the gate."""

    shard: Shard = Shard()
    with_suites: bool = True
    processes: int = 1


@dataclass(frozen=True)
class Gate:
    """The gate of one commit."""

    context: GateContext
    results: GateResults

    def run(self, request: GateRequest, announce: Announce) -> GateReport:
        """Run what is not known to have passed.

        When a rule refuses the commit, nothing else runs: it would fail for the same reason.
        """
        began = monotonic()
        rules = tuple(run_task(task, self.context) for task in rule_tasks())
        for number, check in enumerate(rules, 1):
            announce(check, number, len(rules))
        checks = [*rules]
        if not any(check.refusals for check in rules):
            checks += self._run_others(request, announce)
        return GateReport(
            template=str(self.context.template),
            version=self.context.candidate.version,
            commit=self.context.candidate.commit,
            planned=self.planned(),
            checks=tuple(checks),
            wall_seconds=monotonic() - began,
        )

    def planned(self) -> tuple[str, ...]:
        """The name of every check that the commit needs."""
        return tuple(task.name for task in (*rule_tasks(), *other_tasks(self.context)))

    def _run_others(self, request: GateRequest, announce: Announce) -> Iterator[GateCheck]:
        wanted = [
            task
            for task in request.shard.takes(other_tasks(self.context))
            if request.with_suites or task.group != SUITES
        ]
        known = self.results.read()
        ended = 0
        for task in wanted:
            if task.name in known:
                ended += 1
                yield known[task.name]
        todo = [task for task in wanted if task.name not in known]
        for check in _run_all(todo, self.context, request.processes):
            ended += 1
            self.results.add(check)
            announce(check, ended, len(wanted))
            yield check


def _run_all(tasks: list[GateTask], context: GateContext, processes: int) -> Iterator[GateCheck]:
    if not tasks:
        return
    # Forked, so that what this process knows about the template is known in each.
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("fork"),
        initializer=_begin,
        initargs=(context, os.getpid()),
    )
    try:
        started: list[Future[GateCheck]] = [pool.submit(_run_here, task) for task in tasks]
        for ended in as_completed(started):
            yield ended.result()
    finally:
        pool.shutdown(cancel_futures=True)


_here: list[GateContext] = []


def _begin(context: GateContext, parent: int) -> None:
    _here[:] = [context]
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when the one that started it was killed, and cannot say so."""
    while os.getppid() == parent:
        sleep(_LOOK)
    os._exit(1)


def _run_here(task: GateTask) -> GateCheck:
    return run_task(task, _here[0])
