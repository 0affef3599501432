"""Stores pick and pack: here and there a shelf is empty, and scales never show round figures."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from delivery.demo.day.scene import Habits, Scene, act, person
from delivery.demo.day.timeline import PACKED_AFTER, PICKS_FOR
from delivery.demo.day.wishes import answer_questions
from delivery.kernel.access import Actor, Role
from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries import to_replace
from delivery.merchants.picking.rules import Found
from delivery.merchants.picking.services import give_up, open_lists, pack, pick, substitute
from delivery.orders.models import Line, Order
from delivery.orders.services import close_due_waves
from delivery.people.models import Grant

LINES_AT_ONCE = 200


def pick_and_pack(scene: Scene) -> None:
    """Close the wave, pick every line of it and pack every order."""
    cut_off = scene.timeline.cut_off
    act(cut_off, lambda: close_due_waves(cut_off))
    opened = cut_off + timedelta(minutes=1)
    act(opened, lambda: open_lists(opened))
    lists = db.session.scalars(select(PickList).where(PickList.wave_id == scene.wave_id)).all()
    steps = [step for one in lists for step in _steps(scene, one)]
    with scene.progress("picking", steps) as shown:
        for step in shown:
            step()


def _steps(scene: Scene, pick_list: PickList) -> list[Any]:
    picker = _picker(pick_list)
    lines = _lines(pick_list)
    chunks = [lines[n : n + LINES_AT_ONCE] for n in range(0, len(lines), LINES_AT_ONCE)]
    start = scene.timeline.cut_off + timedelta(minutes=2)
    steps = []
    for number, chunk in enumerate(chunks, start=1):
        at = start + (PICKS_FOR - timedelta(minutes=2)) * number / len(chunks)
        found = [_found(line, scene.habits, scene.rng) for line in chunk]
        steps.append(partial(act, at, partial(pick, pick_list, found, actor=picker, at=at)))
        steps.append(partial(act, at, partial(_replace, scene, pick_list, picker, at)))
    steps.append(partial(answer_questions, scene, pick_list))
    packed = scene.timeline.cut_off + PACKED_AFTER
    steps.append(partial(_pack, pick_list, picker, packed))
    return steps


def _replace(scene: Scene, pick_list: PickList, picker: Actor, at: datetime) -> None:
    """Put in what fits best where some were missing, or refund them where it is gone meanwhile."""
    for id_ in [want.line.id for want in to_replace(pick_list)]:
        want = next(one for one in to_replace(pick_list) if one.line.id == id_)
        if not want.candidates:
            give_up(pick_list, id_, actor=picker, at=at)
            continue
        best = want.candidates[0]
        weighed_g = None
        if best.goods.sold_by == "weight":
            weighed_g = _scale(best.pieces * best.goods.mass_g, scene.habits, scene.rng)
        substitute(
            pick_list,
            id_,
            offer_id=best.goods.offer_id,
            pieces=best.pieces,
            weighed_g=weighed_g,
            actor=picker,
            at=at,
        )


def _pack(pick_list: PickList, picker: Actor, at: datetime) -> None:
    act(at, lambda: pack(pick_list, actor=picker, at=at))


def _picker(pick_list: PickList) -> Actor:
    user_id = db.session.scalar(
        select(Grant.user_id).where(
            Grant.role == Role.STORE_STAFF, Grant.scope_id == pick_list.store_id
        )
    )
    return person(user_id, Role.STORE_STAFF, pick_list.store_id)


def _lines(pick_list: PickList) -> Sequence[Any]:
    return db.session.execute(
        select(Line.id, Line.quantity, Product.sold_by, Product.mass_g)
        .join(Order, Order.id == Line.order_id)
        .join(Offer, Offer.id == Line.offer_id)
        .join(Product, Product.id == Offer.product_id)
        .where(
            Order.wave_id == pick_list.wave_id,
            Order.store_id == pick_list.store_id,
            Order.state == "placed",
        )
        .order_by(Offer.zone, Product.gtin, Line.id)
    ).all()


def _found(line: Any, habits: Habits, rng: random.Random) -> Found:
    picked = line.quantity
    if rng.random() < habits.short_share:
        picked = rng.randrange(line.quantity)
    weighed_g = None
    if line.sold_by == "weight" and picked:
        weighed_g = _scale(picked * line.mass_g, habits, rng)
    return Found(line.id, picked, weighed_g)


def _scale(expected_g: int, habits: Habits, rng: random.Random) -> int:
    return round(expected_g * rng.uniform(1 - habits.scale_spread, 1 + habits.scale_spread))
