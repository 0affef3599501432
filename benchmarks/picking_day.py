"""A whole picking day with real baskets, on both databases, held against the rows at its end.

``make picking-day`` reads the baskets of ``DATA/groceries.csv`` (9,835 baskets of one supermarket
over 30 days: Hahsler, Hornik & Reutterer, 2006), lets 960 of 2,400 households order a basket each,
with wishes of all kinds, misses 8 % of the lines, weighs 10 % of them on scales that err by up to a
fifth, answers, packs, plans, drives, hands over, takes payment and settles; then it checks money,
stock, caps, nevers and bags. Without the file baskets of the same shape are made.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from delivery import create_app
from delivery.demo.district import HOUSEHOLDS
from delivery.demo.reading import read_baskets
from delivery.demo.wants import Basket, make_baskets, wants
from delivery.kernel.db import db
from delivery.kernel.languages import money
from delivery.migrations import runner
from tests.conftest import SETTINGS, new_database
from tests.picking_day import SHORT, WEIGHED, Day, check, play
from tests.servers import postgresql

NEAR = 0.02  # how far from the shares that were meant a day's may lie


def baskets_of(path: Path, rng: random.Random) -> tuple[Basket, ...]:
    """Return the baskets of the file, or others of the same shape where there is none."""
    if not path.is_file():
        print(f"there is no {path}: baskets of the same shape are made")
        return make_baskets(HOUSEHOLDS, wants(), rng)
    read = read_baskets(path, wants())
    print(
        f"{path.name}: {len(read.baskets)} real baskets, {sum(read.unknown.values())} unknown wants"
    )
    return read.baskets


@contextmanager
def progress(name: str, steps: Any) -> Iterator[Iterator[Any]]:
    """Say how long a stage took, and how many steps it had."""
    begun = time.perf_counter()
    yield iter(steps)
    print(f"  {name:15} {len(steps):6} steps {time.perf_counter() - begun:7.1f} s", flush=True)


def tell(day: Day) -> None:
    """Print what the day came to."""
    print(
        f"  {day.households} households, {day.orders} orders, {day.lines} lines:"
        f" {day.short} missing ({day.short / day.lines:.1%}), {day.weighed} weighed"
        f" ({day.weighed / day.lines:.1%})"
    )
    for what, counted in (("lines", day.states), ("instead", day.instead), ("bags", day.bags)):
        print(f"  {what:8}", ", ".join(f"{n} {state}" for state, n in sorted(counted.items())))
    print(
        f"  goods {money(day.goods_fen)} + given back {money(day.refunded_fen)} = paid"
        f" {money(day.paid_fen)}; {day.moves} moves of stock; all of it holds"
    )


def main() -> None:
    """Play the day on both databases and print what it came to."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("data", type=Path)
    words.add_argument("--households", type=int, default=HOUSEHOLDS)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--seconds", type=float, default=5.0, help="for the router")
    words.add_argument("--database", choices=("sqlite", "postgresql"))
    said = words.parse_args()
    for kind in [said.database] if said.database else ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory() as folder, postgresql() as server:
            url = f"sqlite:///{folder}/day.sqlite"
            if kind == "postgresql":
                url = new_database(server, "menkou_picking_day")
            app = create_app(replace(SETTINGS, database_url=url, planner_processes=0))
            with app.test_request_context():
                print(kind, flush=True)
                runner.upgrade()
                rng, begun = random.Random(said.seed), time.perf_counter()
                drawn = baskets_of(said.data / "groceries.csv", rng)
                how = {"progress": progress, "seconds": said.seconds}
                day = check(play(drawn, said.households, rng, **how))
                tell(day)
                print(f"  {time.perf_counter() - begun:.0f} s")
                db.session.remove()
                db.engine.dispose()
        near = (day.short / day.lines - SHORT, day.weighed / day.lines - WEIGHED)
        if max(abs(one) for one in near) > NEAR:
            sys.exit(f"the day was not as it was meant: {near}")


if __name__ == "__main__":
    main()
