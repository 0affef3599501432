"""Solves in processes of their own on this machine, away from the web and the database."""

import multiprocessing
import os
import signal
from concurrent.futures import Executor, ProcessPoolExecutor

from delivery.routing.core.warm import warm_up
from delivery.settings import Settings


def start(settings: Settings) -> Executor:
    """Return a pool of ``planner_processes``, started afresh (spawn) and warmed up."""
    return ProcessPoolExecutor(
        settings.planner_processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=prepare,
        initargs=(settings.planner_processes,),
    )


def prepare(processes: int) -> None:
    """Make this process ready to solve: on cores of its own, warm, deaf to the keyboard.

    Whoever started it ends it; a Ctrl-C reaches the worker, which then closes its pool. Beside
    a solver that may run anywhere, SQLite was measured to fall from 3,350 to 250 commits a
    second; ``nice`` did not help.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, own_cores(os.sched_getaffinity(0), processes))
    warm_up()


def own_cores(cores: set[int], processes: int) -> set[int]:
    """Return the last of ``cores``, one a process, so that the first is left to the others."""
    spare = sorted(cores)[1:] or sorted(cores)
    return set(spare[-processes:])
