"""``flask delivery demo``: a whole day of a district, from baskets to the gate."""

import logging
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import structlog
from sqlalchemy import select

from delivery.demo.catalogue import products
from delivery.demo.day.timeline import Timeline
from delivery.demo.day.walk import walk
from delivery.demo.district import HOUSEHOLDS, WrongSize, make_district
from delivery.demo.founding.district import CUT_OFF, found
from delivery.demo.reading import InvalidBaskets, read_baskets
from delivery.demo.ready import ready
from delivery.demo.shopping import SHARE, shopping_day
from delivery.demo.summary import figures_of
from delivery.demo.wants import Basket, make_baskets, wants
from delivery.desk.verify import verify
from delivery.kernel import ids
from delivery.kernel.clock import now
from delivery.kernel.db import db, transact
from delivery.migrations import runner
from delivery.places.models import District


@contextmanager
def bar(name: str, steps: Sequence[Any]) -> Iterator[Iterator[Any]]:
    """Show a progress bar over ``steps``."""
    with click.progressbar(steps, label=f"{name:<15}", width=30) as shown:
        yield shown


@click.command("demo")
@click.option(
    "--baskets",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of real baskets, one a line; without it baskets of the same shape are made.",
)
@click.option("--households", default=HOUSEHOLDS, show_default=True)
@click.option(
    "--share", default=SHARE, show_default=True, help="Of the households, how many order."
)
@click.option("--seed", default=1, show_default=True)
@click.option("--seconds", default=10.0, show_default=True, help="For the router.")
@click.option("--live", is_flag=True, help="A day under way instead, where there is none yet.")
def demo(
    baskets: Path | None, households: int, share: float, seed: int, seconds: float, live: bool
) -> None:
    """Found a made-up district and walk one day of it to the gate.

    The day is yesterday, so that nothing lies in the future. The database must be empty.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    if live:
        ready(bar)
        return
    runner.upgrade()
    if db.session.scalar(select(District.id).limit(1)):
        raise click.ClickException("There is a district here already. Nothing was changed.")
    db.session.remove()
    rng = random.Random(seed)
    ids.use(random.Random(seed))  # the same seed makes the same rows
    try:
        made = make_district(rng, households=households)
    except WrongSize as wrong:
        raise click.ClickException(f"Households: {wrong}.") from wrong
    drawn = _baskets(baskets, round(households * share) + 1, rng)
    with bar("founding", [made]) as steps:
        keys = next(transact(partial(found, one, rng)) for one in steps)
    homes = [home.key for home in made.households]
    shoppings = shopping_day(homes, drawn, wants(), products(), rng, share=share)
    timeline = Timeline.whole(_yesterday(made.time_zone))
    wave = walk(made, keys, shoppings, timeline, rng, progress=bar, seconds=seconds)
    _report(wave)


def _baskets(path: Path | None, count: int, rng: random.Random) -> tuple[Basket, ...]:
    known = wants()
    if path is None:
        return make_baskets(count, known, rng)
    try:
        read = read_baskets(path, known)
    except InvalidBaskets as bad:
        raise click.ClickException(f"{path.name} cannot be used: {bad}.") from bad
    unknown = sum(read.unknown.values())
    click.echo(f"{path.name}: {len(read.baskets)} baskets, {unknown} cells not understood")
    return read.baskets


def _yesterday(zone: str) -> datetime:
    there = ZoneInfo(zone)
    day = now().astimezone(there).date() - timedelta(days=1)
    return datetime.combine(day, CUT_OFF, there)


def _report(wave: Any) -> None:
    click.echo()
    for line in figures_of(wave).lines_of_text():
        click.echo(line)
    found = verify()
    for sentence, wrong in found.items():
        click.echo(f"{'FAULT' if wrong else 'holds'}       {sentence}")
        for line in wrong[:5]:
            click.echo(f"            {line}")
    if any(found.values()):
        raise SystemExit(1)
