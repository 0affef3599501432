"""A day of picking with much missing and much weighed, and what must be true at its end."""

import random
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, select, update

from delivery.demo.catalogue import products
from delivery.demo.day.scene import Habits
from delivery.demo.day.timeline import Timeline
from delivery.demo.day.walk import walk
from delivery.demo.district import make_district
from delivery.demo.founding.district import found
from delivery.demo.ready import always_open
from delivery.demo.shopping import SHARE, shopping_day
from delivery.demo.wants import Basket, wants
from delivery.desk.verify import verify
from delivery.kernel.db import db, transact
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import Offer, Product, StockMove, Store
from delivery.merchants.picking.models import Bag, BagLine
from delivery.merchants.settlement.queries import statement
from delivery.orders.models import GONE, Line, Order, Wave
from delivery.orders.wish_rows import NeverTaken
from tests.conftest import NOON
from tests.histories import books

SHORT, WEIGHED = 0.08, 0.10
HABITS = Habits(short_share=SHORT, scale_spread=0.2, wishes=True)
LOOSE = ("fruit", "vegetables", "meat")


@dataclass(frozen=True)
class Day:
    """What a day came to: counts of lines and of what became of them, and money in fen."""

    households: int
    orders: int
    lines: int
    short: int
    weighed: int
    states: Counter[str]
    instead: Counter[str]
    bags: Counter[str]
    moves: int
    goods_fen: int
    paid_fen: int
    refunded_fen: int


def play(baskets: tuple[Basket, ...], households: int, rng: random.Random, **how: Any) -> Wave:
    """Found a district in the empty database at hand, and walk ``baskets`` through a day of it."""
    share = how.pop("share", SHARE)
    made = always_open(make_district(rng, households=households))
    ids = transact(partial(found, made, rng))
    homes = [home.key for home in made.households]
    shoppings = shopping_day(homes, baskets, wants(), products(), rng, share=share)
    ordered = Counter(item.product for one in shoppings for item in one.items)
    transact(partial(sell_loose, ordered, rng))
    how = {"progress": quietly, "seconds": 0.5, "habits": HABITS} | how
    return walk(made, ids, shoppings, Timeline.whole(NOON), rng, **how)


def quietly(_name: str, steps: Any) -> Any:
    return nullcontext(iter(steps))


def sell_loose(ordered: Counter[str], rng: random.Random) -> None:
    """Let fresh goods be sold by weight until ``WEIGHED`` of what is ordered is, at the same price."""
    goods, wanted = products(), round(WEIGHED * ordered.total())
    weighed = sum(n for key, n in ordered.items() if goods[key].sold_by == "weight")
    fresh = [one for one in goods.values() if one.category in LOOSE and one.sold_by == "piece"]
    for one in sorted(fresh, key=lambda _: rng.random()):
        if weighed + ordered[one.key] > wanted * 1.02:
            continue
        weighed += ordered[one.key]
        about = db.session.scalars(select(Product).where(Product.gtin == one.gtin)).one()
        about.sold_by = "weight"
        db.session.execute(
            update(Offer)
            .where(Offer.product_id == about.id)
            .values(price_fen=Offer.price_fen * 1000 / one.mass_g)
        )


def check(wave: Wave) -> Day:
    """Hold the day's end against the rows, and return what it came to; ``AssertionError`` if not."""
    wrong = [fault for faults in verify().values() for fault in faults]
    assert not wrong, wrong[0]
    check_promises()
    check_stock()
    money = check_money(wave)
    orders = db.session.scalars(select(Order).where(Order.state == "placed")).all()
    rows = db.session.execute(
        select(
            Line._state.label("state"),
            Line.picked,
            Line.quantity,
            Line.replaces_id,
            Product.sold_by,
        )
        .join(Order, Order.id == Line.order_id)
        .join(Offer, Offer.id == Line.offer_id)
        .join(Product, Product.id == Offer.product_id)
        .where(Order.state == "placed")
    ).all()
    asked = [row for row in rows if row.replaces_id is None]
    bags = Counter(db.session.scalars(select(Bag._state)).all())
    assert set(bags) == {"handed-over"}, bags
    packed = db.session.scalar(select(func.sum(BagLine.quantity)))
    assert packed == sum(row.picked or 0 for row in rows if row.state not in GONE)
    return Day(
        households=len({order.household_id for order in orders}),
        orders=len(orders),
        lines=len(asked),
        short=sum((row.picked or 0) < row.quantity for row in asked),
        weighed=sum(row.sold_by == "weight" for row in asked),
        states=Counter(row.state for row in asked),
        instead=Counter(row.state for row in rows if row.replaces_id),
        bags=bags,
        moves=db.session.scalar(select(func.count()).select_from(StockMove)) or 0,
        **money,
    )


def check_promises() -> None:
    """No line is over its cap, nothing came that may not, and who wished to be asked was."""
    offers = db.session.scalars(select(Offer)).all()
    here = books.Books(SimpleNamespace(offers=offers))
    here.silent = True
    here.agreed = set(db.session.scalars(select(Event.subject_id).filter_by(action="approve")))
    for never in db.session.scalars(select(NeverTaken)):
        so_far = here.nevers.get(never.household_id, ())
        here.nevers[never.household_id] = (*so_far, never.value)
    orders = {row.id: row for row in db.session.execute(books.ORDERS)}
    lines = db.session.execute(books.LINES).all()
    here.check_promises(orders, [one for one in lines if orders[one.order_id].state == "placed"])


def check_stock() -> None:
    """Of each offer: first count = what lies there + what orders took + what was never there."""
    moved: dict[str, Counter[Any]] = {}
    rows = select(StockMove.offer_id, StockMove.reason, func.sum(StockMove.change)).group_by(
        StockMove.offer_id, StockMove.reason
    )
    for offer, reason, change in db.session.execute(rows):
        moved.setdefault(reason, Counter())[offer] += int(change)
    taken = Counter()
    for offer, pieces in db.session.execute(
        select(Line.offer_id, Line.quantity)
        .join(Order, Order.id == Line.order_id)
        .where(Order.state == "placed", Line._state.not_in(GONE))
    ):
        taken[offer] += pieces
    for offer, stock in db.session.execute(select(Offer.id, Offer.stock)):
        assert stock >= 0
        missing = -moved.get("short", Counter())[offer]
        assert moved["count"][offer] == stock + taken[offer] + missing, offer


def check_money(wave: Wave) -> dict[str, int]:
    """Every store's statement adds up, nothing is owed or held, and all cash is in its till."""
    sums = Counter({"goods_fen": 0, "paid_fen": 0, "refunded_fen": 0})
    for store in db.session.scalars(select(Store)):
        told = statement(store, wave)
        if told is None:
            continue
        assert told.adds_up, store.name
        assert not told.waiting, store.name
        left = (told.money.owed_fen, told.money.held_fen, told.money.cash_held_fen)
        assert left == (0, 0, 0), (store.name, left)
        sums["goods_fen"] += told.money.goods_fen
        sums["paid_fen"] += told.money.all_paid_fen
        sums["refunded_fen"] += told.money.refunded_fen
    assert sums["paid_fen"] == sums["goods_fen"] + sums["refunded_fen"] > 0
    return dict(sums)
