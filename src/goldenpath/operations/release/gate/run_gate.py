"""Run the gate: first the rules, then the other checks in several processes.

A check that has already passed for this commit is not run again.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from time import monotonic, sleep

from goldenpath.model.base import DataModel
from goldenpath.model.release_gate import GateCheck, GateReport
from goldenpath.operations.release.gate.context import GateContext
from goldenpath.operations.release.gate.results import GateResults
from goldenpath.operations.release.gate.task import GateTask, run_task
from goldenpath.operations.release.gate.task_list import SUITES, other_tasks, rule_tasks

# Called when a check ends, with the number of ended checks and the number of all checks.
type Announce = Callable[[GateCheck, int, int], None]

# Seconds between two tests of whether the parent process still runs.
_SECONDS_BETWEEN_LOOKS = 1.0


class Shard(DataModel):
    """Which part of the checks to run."""

    number: int = 1
    of: int = 1

    def takes(self, tasks: Iterable[GateTask]) -> tuple[GateTask, ...]:
        """Return every n-th task, where n is the number of shards.

        The slowest tasks come first, so each shard gets some of them.
        """
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
        """Run the checks that have not passed yet.

        If a rule refuses the commit, no other check runs: it would fail for the same reason.
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
        """Return the names of all checks that the commit needs."""
        return tuple(task.name for task in (*rule_tasks(), *other_tasks(self.context)))

    def _run_others(self, request: GateRequest, announce: Announce) -> Iterator[GateCheck]:
        known = self.results.read()
        # A suite that has passed before counts, whether suites are wanted now or not.
        wanted = [
            task
            for task in request.shard.takes(other_tasks(self.context))
            if request.with_suites or task.group != SUITES or task.name in known
        ]
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
    # Forked, so that each process inherits what this process has already read of the template.
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
    """End this process if its parent ends: a killed parent cannot stop its children."""
    while os.getppid() == parent:
        sleep(_SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def _run_here(task: GateTask) -> GateCheck:
    return run_task(task, _here[0])
