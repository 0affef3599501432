"""One simulated day, from the first order to the last hand-over."""

import random
import uuid
from collections.abc import Sequence

from delivery.demo.day.drivers import drive, plan
from delivery.demo.day.gate import attend, hand_in_cash
from delivery.demo.day.pickers import pick_and_pack
from delivery.demo.day.residents import place_orders
from delivery.demo.day.scene import Habits, Progress, Scene, act
from delivery.demo.day.timeline import Timeline
from delivery.demo.day.wishes import say_wishes
from delivery.demo.district import District
from delivery.demo.founding.rows import Ids
from delivery.demo.shopping import Shopping
from delivery.kernel.access import SYSTEM
from delivery.kernel.db import db
from delivery.orders.models import Wave
from delivery.orders.rules import Times
from delivery.orders.services import make_wave
from delivery.places.models import Neighbourhood

USUAL = Habits()


def walk(
    made: District,
    ids: Ids,
    shoppings: Sequence[Shopping],
    timeline: Timeline,
    rng: random.Random,
    *,
    progress: Progress,
    seconds: float,
    habits: Habits = USUAL,
) -> Wave:
    """Walk ``shoppings`` through a day of ``made`` and return its wave.

    Every step goes through the services that people's pages call; what the time line leaves
    out has not happened yet.
    """
    scene = Scene(_wave(made, ids, timeline), ids, timeline, rng, progress, seconds, habits)
    points = {home.key: home.drop_point for home in made.households}
    if habits.wishes:
        say_wishes(scene, [ids[one.household] for one in shoppings], made.time_zone)
    place_orders(scene, shoppings, points)
    if not timeline.is_picked:
        return db.session.get_one(Wave, scene.wave_id)
    pick_and_pack(scene)
    plan(scene)
    deeds = sorted([*drive(scene), *attend(scene)], key=lambda deed: deed[0])
    with progress("road and gates", [d for d in deeds if scene.passed(d[0])]) as steps:
        for at, deed in steps:
            act(at, deed)
    hand_in_cash(scene)
    return db.session.get_one(Wave, scene.wave_id)


def _wave(made: District, ids: Ids, timeline: Timeline) -> uuid.UUID:
    times = Times(timeline.cut_off, timeline.collect_from, timeline.collect_to)

    def open_it() -> uuid.UUID:
        home = db.session.get_one(Neighbourhood, ids["neighbourhood"])
        many = len(made.households)
        return make_wave(home, times, capacity=many, actor=SYSTEM, at=timeline.first_order)

    return act(timeline.first_order, open_it)
