"""Random order histories in any number, against the real services on a real database.

``make prove-orders`` first plants faults in the services, one after the other, and shows that each
is found; then it runs histories until ``COUNT`` are done or ``MINUTES`` are over, and says how many
there were, what they did and how long it took. Seed by seed each is the same wherever it is run, so
what is left can be run later, or elsewhere: ``FROM=…``.
"""

import argparse
import gc
import multiprocessing
import os
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from delivery import create_app
from delivery.kernel import clock
from delivery.kernel.db import Base, db
from tests.conftest import NOON, SETTINGS, new_database
from tests.histories.faults import FAULTS
from tests.histories.running import Broken, Ran, on_scene, report, run, until_found
from tests.histories.scene import Scene
from tests.servers import postgresql

AT_ONCE = 40  # histories that a process is given together
MOST_TO_FIND = 600
_scene: list[Scene] = []  # of this process
_open = ExitStack()


@contextmanager
def installation(url: str) -> Iterator[Scene]:
    """Give the scene in an empty database at ``url``; nothing of it is ever committed."""
    app = create_app(replace(SETTINGS, database_url=url))
    with app.app_context(), clock.at(NOON):
        Base.metadata.create_all(db.engine)
        with on_scene() as scene:
            yield scene
        db.session.remove()
        db.engine.dispose()


def begin(server: str, folder: str) -> None:
    """Prepare a process that runs histories."""
    url = f"sqlite:///{folder}/{os.getpid()}.sqlite"
    if server:
        url = new_database(server, f"menkou_histories_{os.getpid()}")
    _scene.append(_open.enter_context(installation(url)))
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def histories(first: int, count: int) -> Ran:
    """Run ``count`` histories from seed ``first`` on."""
    return run(_scene[0], range(first, first + count))


def find_faults() -> list[str]:
    """Return what the books said of every planted fault."""
    said = []
    for name, fault in FAULTS.items():
        number, words = until_found(_scene[0], fault, MOST_TO_FIND)
        said.append(f"  {name:40} found in the {number}. history: {words.partition(': ')[2]}")
    return said


def go(pool: ProcessPoolExecutor, first: int, count: int, ends: float, processes: int) -> Ran:
    """Run histories until they are done or the time is; those that were begun are finished."""
    ran, waiting = Ran(), deque[Future[Ran]]()
    begun, told, seed, last = time.monotonic(), time.monotonic(), first, first + count
    while waiting or seed < last:
        while seed < last and len(waiting) < 2 * processes and time.monotonic() < ends:
            waiting.append(pool.submit(histories, seed, min(AT_ONCE, last - seed)))
            seed += AT_ONCE
        if not waiting:
            break
        ran.add(waiting.popleft().result())
        if time.monotonic() - told > 60:
            told = time.monotonic()
            minutes = (told - begun) / 60
            print(f"  … {ran.histories} in {minutes:.0f} min", flush=True)
    ran.seconds = time.monotonic() - begun
    return ran


def main() -> None:
    """Find the faults, run the histories, and print what came of them."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=100_000)
    words.add_argument("--first", type=int, default=0)
    words.add_argument("--minutes", type=float, default=15)
    words.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    words.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    words.add_argument("--no-controls", action="store_true", help="do not plant faults first")
    said = words.parse_args()
    ends = time.monotonic() + said.minutes * 60
    with ExitStack() as open_:
        folder = open_.enter_context(tempfile.TemporaryDirectory(dir=_memory()))
        server = open_.enter_context(postgresql()) if said.database == "postgresql" else ""
        pool = open_.enter_context(
            ProcessPoolExecutor(
                said.processes,
                multiprocessing.get_context("spawn"),
                initializer=begin,
                initargs=(server, folder),
            )
        )
        if not said.no_controls:
            print(f"{len(FAULTS)} planted faults:")
            print("\n".join(pool.submit(find_faults).result()), flush=True)
        print(f"histories from seed {said.first} on {said.database}:", flush=True)
        try:
            ran = go(pool, said.first, said.count, ends, said.processes)
        except Broken as broken:
            pool.shutdown(cancel_futures=True)
            sys.exit(f"BROKEN {broken}\nagain: make prove-orders COUNT=1 FROM=<its number>")
    tell(ran, said.first, said.count)


def _memory() -> str | None:
    """Return a folder in memory, where there is one: nothing here is to outlive the run."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def tell(ran: Ran, first: int, count: int) -> None:
    """Print what was run, how many and how long, and what is left."""
    print("\n".join(report(ran)))
    each_ms = 1000 * ran.cpu_s / max(1, ran.histories)
    print(
        f"money, stock, caps and nevers held after every act. {ran.seconds:.0f} s, {ran.cpu_s:.0f} s of"
        f" processor, {each_ms:.0f} ms each, {ran.histories / max(ran.seconds, 0.001):.0f} a second"
    )
    if ran.histories < count:
        left = count - ran.histories
        print(f"the time is over; {left} are left: make prove-orders FROM={first + ran.histories}")


if __name__ == "__main__":
    main()
