"""Households order: each in its own time before the cut-off, as far as the shelves go."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from delivery.demo.catalogue import products
from delivery.demo.day.scene import Scene, act, person, spread
from delivery.demo.day.wishes import choice_for
from delivery.demo.founding.homes import resident
from delivery.demo.founding.shops import offer
from delivery.demo.shopping import Shopping
from delivery.kernel.access import Role
from delivery.kernel.errors import SlotFull, SoldOut
from delivery.orders.rules import Wanted
from delivery.orders.services import place_order


def place_orders(scene: Scene, shoppings: Sequence[Shopping], points: dict[str, str]) -> int:
    """Let every household order; return how many pieces were refused because they are sold out.

    Parameters
    ----------
    points
        The key of each household's drop point, by the household's key.
    """
    times = spread(scene.timeline.first_order, scene.timeline.cut_off, len(shoppings), scene.rng)
    refused = 0
    with scene.progress("orders", list(zip(times, shoppings, strict=True))) as steps:
        for at, shopping in steps:
            refused += _order(scene, at, shopping, points[shopping.household])
    return refused


def _order(scene: Scene, at: datetime, shopping: Shopping, point: str) -> int:
    goods = products() if scene.habits.wishes else {}
    wanted = [
        Wanted(
            scene.ids[offer(item.store, item.product)],
            item.pieces,
            wish=choice_for(item, goods, scene.ids, scene.rng) if goods else None,
        )
        for item in shopping.items
    ]
    refused = 0
    while wanted:
        try:
            act(at, partial(_place, scene, at, shopping.household, point, wanted))
            break
        except SoldOut as gone:  # take those out of the basket and try again, as a person would
            without = {uuid.UUID(name) for name in gone.fields}
            refused += sum(one.quantity for one in wanted if one.offer_id in without)
            wanted = [one for one in wanted if one.offer_id not in without]
        except SlotFull:  # the shelf at the gate holds no more, and nobody waits in the street
            return refused + sum(one.quantity for one in wanted)
    return refused


def _place(scene: Scene, at: datetime, home: str, point: str, wanted: list[Wanted]) -> None:
    household_id = scene.ids[home]
    place_order(
        wave_id=scene.wave_id,
        household_id=household_id,
        drop_point_id=scene.ids[point],
        wanted=wanted,
        actor=person(scene.ids[resident(home)], Role.RESIDENT, household_id),
        at=at,
    )
