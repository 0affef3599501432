"""Runs histories one after the other, each on the scene as it was at first."""

import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from delivery.desk.verify import verify
from delivery.kernel import ids
from delivery.kernel.db import db
from tests.histories.acts import History
from tests.histories.faults import Fault, planted
from tests.histories.scene import Scene, make_scene

VERIFIED_EVERY = 50


class Broken(AssertionError):
    """A history after an act of which something does not hold."""


@dataclass
class Ran:
    """How many histories were run, how many acts of each kind they did, and how long it took."""

    histories: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Ran") -> None:
        """Add what another run did."""
        self.histories += other.histories
        self.seconds += other.seconds
        self.cpu_s += other.cpu_s
        self.done.update(other.done)
        self.refused.update(other.refused)


@contextmanager
def on_scene() -> Iterator[Scene]:
    """Give the scene, in the session of the application at hand."""
    ids.use(random.Random("scene"))
    try:
        yield make_scene()
    finally:
        ids.use(None)


def run(scene: Scene, seeds: Iterable[int]) -> Ran:
    """Run the history of each of ``seeds``.

    Raises
    ------
    Broken
        Something does not hold; the seed is named, and gives the same history again.
    """
    ran, begun, cpu = Ran(), time.perf_counter(), time.process_time()
    for seed in seeds:
        _one(scene, seed, ran)
    ran.seconds, ran.cpu_s = time.perf_counter() - begun, time.process_time() - cpu
    return ran


def _one(scene: Scene, seed: int, ran: Ran) -> None:
    mark = db.session.begin_nested()
    ids.use(random.Random(f"ids of {seed}"))
    try:
        History(scene, seed, ran.done, ran.refused).run()
        if seed % VERIFIED_EVERY == 0:
            wrong = [fault for faults in verify().values() for fault in faults]
            assert not wrong, wrong[0]
    except AssertionError as wrong:
        raise Broken(f"history {seed}: {wrong}") from wrong
    finally:
        mark.rollback()
        db.session.expire_all()
    ran.histories += 1


def until_found(scene: Scene, fault: Fault, most: int) -> tuple[int, str]:
    """Plant ``fault`` and return how many histories it took to find it, and what they said."""
    with planted(fault):
        for seed in count():
            assert seed < most, f"not found in {most} histories"
            try:
                run(scene, [seed])
            except Broken as broken:
                return seed + 1, str(broken).partition("\n")[0]
    raise AssertionError


def report(ran: Ran) -> Iterator[str]:
    """Yield what was done, act by act."""
    acts = sum(ran.done.values())
    yield f"{ran.histories} histories, {acts} acts, each checked; {sum(ran.refused.values())} refused"
    each: Any = sorted(ran.done.items(), key=lambda item: -item[1])
    yield "  " + ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in each)
