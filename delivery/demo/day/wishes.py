"""What households wish of empty shelves, and what they say when they are asked."""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select

from delivery.demo.catalogue import Product
from delivery.demo.day.scene import Scene, act, person
from delivery.demo.day.timeline import ASKED_UNTIL
from delivery.demo.founding.shops import offer
from delivery.demo.shopping import Item
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.merchants.catalogue.rules import CATEGORIES
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.services import answer, answer_for_the_silent
from delivery.orders.models import Line, Order
from delivery.orders.rules.wishes import Choice, Wish
from delivery.orders.services import never_take, wish_in_general

KINDS = {"": 35, "similar": 25, "ask and take": 15, "ask and refund": 10, "refund": 15}
NEVER_SHARE, CHOICE_SHARE, SILENT_SHARE = 0.1, 0.05, 0.3
NEVER_WORDS = ("花生", "牛奶", "pork")
AT_ONCE = 100


def say_wishes(scene: Scene, homes: Sequence[uuid.UUID], zone: str) -> None:
    """Let each of ``homes`` say what may come instead in general, and some of them what never."""
    until = (scene.timeline.cut_off + ASKED_UNTIL).astimezone(ZoneInfo(zone)).time()
    for n in range(0, len(homes), AT_ONCE):
        chunk = homes[n : n + AT_ONCE]
        act(scene.timeline.first_order, partial(_say, chunk, until, scene.rng))


def _say(homes: Sequence[uuid.UUID], until: object, rng: random.Random) -> None:
    for home in homes:
        kind, _, otherwise = rng.choices(list(KINDS), list(KINDS.values()))[0].partition(" and ")
        if kind:
            asks = {"until": until, "otherwise": otherwise} if otherwise else {}
            cap = 0 if kind == "refund" else rng.choice((0, 15, 30))
            over = rng.choice((0, 10, 20, 30))
            wish_in_general(home, Wish(kind, cap_percent=cap, over_percent=over, **asks))
        if rng.random() < NEVER_SHARE:
            never_take(home, [rng.choice(list(CATEGORIES))], [rng.choice(NEVER_WORDS)])


def choice_for(
    item: Item, goods: Mapping[str, Product], ids: Mapping[str, uuid.UUID], rng: random.Random
) -> Wish | None:
    """Return, for some items, a wish for one of two others of their category in the same store."""
    if rng.random() >= CHOICE_SHARE:
        return None
    category = goods[item.product].category
    others = [
        key
        for key, one in goods.items()
        if key != item.product and one.category == category and item.store in one.stores
    ]
    chosen = rng.sample(others, min(2, len(others)))
    choices = tuple(Choice(ids[offer(item.store, key)], 0) for key in chosen)
    return Wish("choice", choices=choices) if choices else None


def answer_questions(scene: Scene, pick_list: PickList) -> None:
    """Let households say yes or no to what the list proposes; some say nothing until it is late."""
    ends = scene.timeline.cut_off + ASKED_UNTIL
    asked = db.session.execute(
        select(Line.id, Order.household_id)
        .join(Line.order)
        .where(Order.wave_id == pick_list.wave_id, Order.store_id == pick_list.store_id)
        .where(Line.state == "proposed")
        .order_by(Line.id)
    ).all()
    at = ends - timedelta(seconds=30)
    for line_id, home in asked:
        if scene.rng.random() >= SILENT_SHARE:
            act(at, partial(_answer, line_id, home, scene.rng.random() < 0.5, at))
    late = ends + timedelta(minutes=1)
    while act(late, lambda: answer_for_the_silent(late)):
        pass


def _answer(line_id: uuid.UUID, home: uuid.UUID, yes: bool, at: object) -> None:
    resident = person(None, Role.RESIDENT, home)
    answer(db.session.get_one(Line, line_id), yes, actor=resident, at=at)
