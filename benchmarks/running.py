"""Runs solvers by turns, each in a process of its own, so that none is warmed by another's work."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from benchmarks.solvers import PLAIN, SEEDLESS, Answer, answer, warm
from delivery.routing.core.problem import Problem

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Case:
    """An instance, as JSON-able data, and the class under which it is reported."""

    kind: str
    data: dict[str, Any]

    @property
    def name(self) -> str:
        """The name of the instance."""
        return str(self.data["name"])


@dataclass(frozen=True, slots=True)
class Run:
    """One solver's answer to one case, for so many seconds and a seed."""

    case: str
    kind: str
    solver: str
    seconds: float
    seed: int
    answer: Answer


class Runners:
    """A process for each solver (or ``wide`` of them), started at its first run and warmed."""

    def __init__(self, wide: int = 1) -> None:
        self.wide = wide
        self.pools: dict[str, ProcessPoolExecutor] = {}

    def __enter__(self) -> "Runners":
        os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
        return self

    def __exit__(self, *_: object) -> None:
        for pool in self.pools.values():
            pool.shutdown()

    def run(self, name: str, problem: Problem, seconds: float, seed: int) -> Answer:
        """Return what ``name`` answers; a process that dies is an answer too."""
        return self.all(name, [problem], seconds, seed)[0]

    def all(
        self, name: str, problems: Sequence[Problem], seconds: float, seed: int
    ) -> list[Answer]:
        """Return what ``name`` answers to each of ``problems``, as many at once as are wide."""
        os.environ["MENKOU_NUMBA"] = "0" if name == PLAIN else "1"  # for a process born now
        pool = self._pool(name)
        asked = [pool.submit(answer, name, problem, seconds, seed) for problem in problems]
        try:
            return [future.result() for future in asked]
        except BrokenProcessPool:
            del self.pools[name]
            return [Answer(None, trouble="its process died") for _ in problems]

    def _pool(self, name: str) -> ProcessPoolExecutor:
        if name not in self.pools:
            context = get_context("spawn")
            self.pools[name] = ProcessPoolExecutor(
                self.wide, context, initializer=warm, initargs=(name,)
            )
        return self.pools[name]


def runs(
    runners: Runners,
    cases: Iterable[Case],
    solvers: Sequence[str],
    seconds: Sequence[float],
    seeds: int,
) -> Iterator[Run]:
    """Yield a run for each case, time, seed and solver, alternating between the solvers."""
    for case in cases:
        problem = Problem.from_json(case.data)
        for limit in seconds:
            for seed in range(1, seeds + 1):
                for name in solvers:
                    if seed == 1 or name not in SEEDLESS:
                        found = runners.run(name, problem, limit, seed)
                        yield Run(case.name, case.kind, name, limit, seed, found)


def abreast(
    runners: Runners, cases: Sequence[Case], solvers: Sequence[str], seconds: Sequence[float]
) -> Iterator[Run]:
    """Yield a run for each case, all cases of a solver at once in its processes."""
    problems = [Problem.from_json(case.data) for case in cases]
    for limit in seconds:
        for name in solvers:
            found = runners.all(name, problems, limit, 1)
            for case, of_case in zip(cases, found, strict=True):
                yield Run(case.name, case.kind, name, limit, 1, of_case)
