"""Proves the offline protocol at the size of a release: ``python -m benchmarks.prove_sync``.

Scenarios of the state machine in ``tests/services/machine.py``, a part of them in each process;
before them, servers that are known to be wrong, each of which has to be found. What was run is
printed as it is done; the first fault ends it, with the steps that lead there.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

from hypothesis import Phase

from tests.services.machine import Phones, run
from tests.services.offline_world import World
from tests.services.wrong_servers import FAULTS

PART = 250  # scenarios that are reported together
MOST_FOR_A_FAULT = 1000


def main() -> None:
    """Run what was asked for, and print it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scenarios", type=int, default=10_000)
    asked.add_argument("--steps", type=int, default=30)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--processes", type=int, default=os.cpu_count())
    size = asked.parse_args()
    begun = time.monotonic()
    with ProcessPoolExecutor(size.processes, mp_context=get_context("spawn")) as pool:
        for told in pool.map(found, FAULTS):
            print(told, flush=True)
        parts = range(0, size.scenarios, PART)
        jobs = [
            pool.submit(
                part, size.seed * 1_000_000 + at, min(PART, size.scenarios - at), size.steps
            )
            for at in parts
        ]
        done: Counter[str] = Counter()
        for job in as_completed(jobs):
            done.update(job.result())
            print(_line(done, time.monotonic() - begun), flush=True)
    print(f"{done['scenarios']} scenarios, no fault found (seed {size.seed})")


def part(start: int, scenarios: int, steps: int) -> Counter[str]:
    """Run some scenarios on a database of their own; return what was done, in figures."""
    Phones.done.clear()
    with tempfile.TemporaryDirectory() as folder:
        run(World(Path(folder)), scenarios, steps=steps, start=start)
    return Counter(Phones.done)


def found(name: str) -> str:
    """Return after how many scenarios a server that is known to be wrong was found."""
    fault, world = FAULTS[name], World(Path(tempfile.mkdtemp()))
    Phones.done.clear()
    with mock.patch.object(fault.module, fault.name, fault.instead):
        try:
            run(world, MOST_FOR_A_FAULT, phases=(Phase.generate,))
        except AssertionError as seen:
            return f"found: {name} ({seen}), in scenario {Phones.done['scenarios']}"
    raise SystemExit(f"NOT found in {MOST_FOR_A_FAULT} scenarios: {name}")


def _line(done: Counter[str], seconds: float) -> str:
    words = ("scenarios", "batches", "acts", "lost", "reinstalled", "jumps", "restored")
    figures = ", ".join(f"{done[word]:,} {word}" for word in words)
    return f"{seconds:6.0f} s: {figures} (load {os.getloadavg()[0]:.1f})"


if __name__ == "__main__":
    main()
