"""The loop of the worker: tries each job in turn, and lets what fails rest."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from delivery.kernel.db import db
from delivery.routing.planning import Planner

TICK_S = 1.0
LONGEST_REST_S = 60
MOST_ROUNDS = 20  # one act makes the next one due: closed, listed, planned, told
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work.

    Parameters
    ----------
    name
        As it stands in the log and in the names of failpoints.
    due
        Reads whether there is anything to do.
    act
        Does all that is due, and returns how much it was. Commits by itself.
    every_s
        How long to wait before ``due`` is asked again.
    """

    name: str
    due: Callable[[], object]
    act: Callable[[], int]
    every_s: float = TICK_S


class Worker:
    """Does what is due, again and again; what fails rests for a while and stops nothing else."""

    def __init__(self, jobs: Sequence[Job], planner: Planner) -> None:
        self._jobs, self._planner = jobs, planner
        self._rest_s: dict[str, float] = {}
        self._failures: Counter[str] = Counter()
        self._stop = threading.Event()

    def stop(self, *_signal: object) -> None:
        """Finish the act in hand, then leave the loop."""
        self._stop.set()

    def close(self) -> None:
        """Let the solvers go."""
        self._planner.close()

    def run(self) -> None:
        """Work until told to stop."""
        log.info("worker-started")
        while not self._stop.is_set():
            for job in self._jobs:
                if self._is_its_turn(job) and not self._stop.is_set():
                    self._try(job)
            self._stop.wait(TICK_S)
        log.info("worker-stopped")

    def run_once(self) -> bool:
        """Do all that is due now, and what becomes due by it; return whether all went well."""
        for _ in range(MOST_ROUNDS):
            done = [self._try(job) for job in self._jobs]
            if self._planner.busy:
                done.append(
                    self._try(Job("plan", lambda: True, partial(self._planner.work, wait=True)))
                )
            if not any(done):
                break
        return not self._failures

    def _is_its_turn(self, job: Job) -> bool:
        self._rest_s[job.name] = self._rest_s.get(job.name, 0) - TICK_S
        return self._rest_s[job.name] <= 0

    def _try(self, job: Job) -> int:
        try:
            done = job.act() if job.due() else 0
        except Exception:
            self._failures[job.name] += 1
            self._rest_s[job.name] = min(2.0 ** self._failures[job.name], LONGEST_REST_S)
            log.exception("job-failed", job=job.name, times=self._failures[job.name])
            return 0
        else:
            self._rest_s[job.name] = job.every_s
            del self._failures[job.name]
            if done:
                log.info("job-done", job=job.name, count=done)
            return done
        finally:
            db.session.remove()  # nothing stays open while nothing is done
