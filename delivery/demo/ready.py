"""A demonstration in which everybody finds something to do: founded once, and kept."""

import random
from dataclasses import replace
from datetime import time, timedelta
from functools import partial

from sqlalchemy import select

from delivery.demo.catalogue import products
from delivery.demo.day.scene import Progress
from delivery.demo.day.timeline import Timeline
from delivery.demo.day.walk import walk
from delivery.demo.district import District as Made
from delivery.demo.district import make_district
from delivery.demo.founding.district import found
from delivery.demo.shopping import Shopping, shopping_day
from delivery.demo.wants import make_baskets, wants
from delivery.kernel.clock import now
from delivery.kernel.db import db, transact
from delivery.migrations import runner
from delivery.orders.services import open_scheduled_waves
from delivery.places.models import District

SEED = 20200207
YESTERDAY_SHARE, TODAY_SHARE = 0.03, 0.06
SECONDS = 1.5
ALL_DAY = {"opens": time(0), "closes": time(23, 59)}


def ready(progress: Progress) -> bool:
    """Bring the schema up to date, and found the demonstration where there is no district yet.

    Returns
    -------
    bool
        Whether the district was founded now.
    """
    runner.upgrade()
    if db.session.scalar(select(District.id).limit(1)):
        return False
    db.session.remove()
    rng = random.Random(SEED)
    made = always_open(make_district(rng))
    ids = transact(partial(found, made, rng))
    for timeline, share in (
        (Timeline.whole(now() - timedelta(hours=26)), YESTERDAY_SHARE),
        (Timeline.under_way(now()), TODAY_SHARE),
        (Timeline.just_closed(now()), YESTERDAY_SHARE),
    ):
        shoppings = some_shop(made, rng, share)
        walk(made, ids, shoppings, timeline, rng, progress=progress, seconds=SECONDS)
    transact(lambda: open_scheduled_waves(now()))
    return True


def always_open(made: Made) -> Made:
    """Return ``made`` with stores and drop points open around the clock.

    A demonstration is looked at at any hour.
    """
    return replace(
        made,
        stores=tuple(replace(store, **ALL_DAY) for store in made.stores),
        compounds=tuple(
            replace(
                compound,
                drop_points=tuple(replace(p, **ALL_DAY) for p in compound.drop_points),
            )
            for compound in made.compounds
        ),
    )


def some_shop(made: Made, rng: random.Random, share: float) -> tuple[Shopping, ...]:
    """Let ``share`` of the households shop for baskets of the usual shape."""
    known, homes = wants(), [home.key for home in made.households]
    baskets = make_baskets(round(len(homes) * share) + 1, known, rng)
    return shopping_day(homes, baskets, known, products(), rng, share=share)
