"""Statements as they are read: of one store and wave, or the list of them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, tuple_
from sqlalchemy.orm import joinedload

from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.kernel.paging import Page
from delivery.merchants.catalogue.models import Offer, Product, Store
from delivery.merchants.settlement.rules import Money, Sums, money_of
from delivery.orders.models import GONE, PENDING, CashHandIn, Line, MoneyEntry, Order, Wave
from delivery.orders.rules import amount_fen

LIST_SIZE = 30
Pair = tuple[uuid.UUID, uuid.UUID]  # of a store and a wave
OVER = ("closed", "planned", "cancelled")  # states of a wave that takes no more orders
FENS = (
    *(MoneyEntry.goods_fen, MoneyEntry.owed_fen, MoneyEntry.paid_fen),
    *(MoneyEntry.refunded_fen, MoneyEntry.held_fen),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of statements."""

    store: Store
    wave: Wave
    orders: int
    money: Money


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order's money; ``ref`` tells orders apart and says nothing of whose they are."""

    order_id: uuid.UUID
    placed_at: datetime
    state: str
    money: Money

    @property
    def ref(self) -> str:
        """Return the beginning of the order's id, as statements print it."""
        return self.order_id.hex[:8].upper()


@dataclass(frozen=True, slots=True)
class LineRow:
    """One product of one order: what was ordered, what was found, and what both cost."""

    order_id: uuid.UUID
    product: Product
    state: str
    quantity: int
    picked: int | None
    weighed_g: int | None
    price_fen: int
    ordered_fen: int
    amount_fen: int

    @property
    def ref(self) -> str:
        """Return the beginning of the order's id, as statements print it."""
        return self.order_id.hex[:8].upper()

    @property
    def short(self) -> int:
        """Return how many were not there; none while it is not picked."""
        return 0 if self.picked is None else max(0, self.quantity - self.picked)


@dataclass(slots=True)
class GoodsRow:
    """All lines of one product at one price."""

    product: Product
    price_fen: int
    quantity: int = 0
    picked: int = 0
    weighed_g: int = 0
    ordered_fen: int = 0
    amount_fen: int = 0

    def add(self, line: LineRow) -> None:
        """Add one line."""
        self.quantity += line.quantity
        self.picked += line.picked or 0
        self.weighed_g += line.weighed_g or 0
        self.ordered_fen += line.ordered_fen
        self.amount_fen += line.amount_fen


@dataclass(frozen=True, slots=True)
class Statement:
    """All that one store and one wave owe each other, down to the lines."""

    store: Store
    wave: Wave
    money: Money
    orders: list[OrderRow] = field(default_factory=list)
    lines: list[LineRow] = field(default_factory=list)

    @property
    def placed(self) -> int:
        """Return how many orders stand."""
        return sum(row.state == "placed" for row in self.orders)

    @property
    def waiting(self) -> int:
        """Return how many lines are not picked or answered yet: until then all sums may change."""
        return sum(row.state in PENDING for row in self.lines)

    @property
    def lines_fen(self) -> int:
        """Return what the lines cost as they were picked and weighed."""
        return sum(row.amount_fen for row in self.lines)

    @property
    def adds_up(self) -> bool:
        """Tell whether the lines, the orders and the ledger say the same to the fen."""
        orders_fen = sum(row.money.goods_fen for row in self.orders)
        after_claims = self.lines_fen - self.money.claimed_fen
        return self.money.adds_up and after_claims == orders_fen == self.money.goods_fen

    def goods(self) -> list[GoodsRow]:
        """Return the lines product by product, in the order of their names."""
        found: dict[tuple[uuid.UUID, int], GoodsRow] = {}
        for line in self.lines:
            key = line.product.id, line.price_fen
            found.setdefault(key, GoodsRow(line.product, line.price_fen)).add(line)
        return sorted(found.values(), key=lambda row: (row.product.name, row.price_fen))


def statements(actor: Actor, number: int) -> Page[Listed]:
    """Return a page of the statements that ``actor`` sees, the last wave first."""
    rows = db.session.execute(
        select(Store, Wave, func.count(Order.id).filter(Order._state == "placed"))
        .join(Order, Order.store_id == Store.id)
        .join(Wave, Wave.id == Order.wave_id)
        .where(sight(Store, actor), sight(Wave, actor), Wave._state.in_(OVER))
        .group_by(Store, Wave)
        .order_by(Wave.cut_off_at.desc(), Store.name, Store.id, Wave.id)
        .options(joinedload(Wave.neighbourhood))
        .limit(LIST_SIZE + 1)
        .offset((number - 1) * LIST_SIZE)
    ).all()
    shown = rows[:LIST_SIZE]
    sums = moneys([(store.id, wave.id) for store, wave, _ in shown])
    found = [Listed(s, w, int(n), sums[s.id, w.id]) for s, w, n in shown]
    return Page(found, number, more=len(rows) > LIST_SIZE)


def moneys(pairs: Collection[Pair]) -> dict[Pair, Money]:
    """Return the money of each store and wave, in two queries."""
    wanted = tuple_(Order.store_id, Order.wave_id).in_(list(pairs))
    by: dict[Pair, list[Sums]] = {pair: [] for pair in pairs}
    rows = db.session.execute(
        _sums(Order.store_id, Order.wave_id, MoneyEntry.kind, MoneyEntry.method).where(wanted)
    )
    for store, wave, kind, method, *fens in rows:
        by[store, wave].append(Sums(kind, method, *(int(fen) for fen in fens)))
    held = _cash_held({store for store, _ in pairs}, {wave for _, wave in pairs})
    return {pair: money_of(sums, held.get(pair, 0)) for pair, sums in by.items()}


def _sums(*keys: Any) -> Select[Any]:
    return (
        select(*keys, *(func.sum(fen) for fen in FENS))
        .join(Order, Order.id == MoneyEntry.order_id)
        .group_by(*keys)
    )


def _cash_held(stores: Collection[uuid.UUID], waves: Collection[uuid.UUID]) -> dict[Pair, int]:
    """Return what of each wave's cash is not in the till: who hands in hands in the oldest first."""
    handed_in = (
        select(func.coalesce(func.sum(CashHandIn.amount_fen), 0))
        .where(CashHandIn.handed_in_by == MoneyEntry.taken_by)
        .where(CashHandIn.store_id == Order.store_id)
        .correlate(MoneyEntry, Order)
        .scalar_subquery()
    )
    so_far = func.sum(MoneyEntry.paid_fen).over(
        partition_by=(MoneyEntry.taken_by, Order.store_id), order_by=(MoneyEntry.at, MoneyEntry.id)
    )
    cash = (
        select(
            Order.store_id, Order.wave_id, MoneyEntry.paid_fen, (so_far - handed_in).label("over")
        )
        .join(Order, Order.id == MoneyEntry.order_id)
        .where(Order.store_id.in_(list(stores)), MoneyEntry.method == "cash")
        .subquery()
    )
    over, paid = cash.c.over, cash.c.paid_fen
    left = case((over <= 0, 0), (over < paid, over), else_=paid)
    rows = db.session.execute(
        select(cash.c.store_id, cash.c.wave_id, func.sum(left))
        .where(cash.c.wave_id.in_(list(waves)))
        .group_by(cash.c.store_id, cash.c.wave_id)
    )
    return {(store, wave): int(fen) for store, wave, fen in rows}


def statement(store: Store, wave: Wave) -> Statement | None:
    """Return the statement of ``store`` for ``wave``; None where it had no order in it."""
    here = and_(Order.store_id == store.id, Order.wave_id == wave.id)
    orders = _orders(here)
    if not orders:
        return None
    money = moneys([(store.id, wave.id)])[store.id, wave.id]
    return Statement(store, wave, money, orders, _lines(here))


def _orders(here: ColumnElement[bool]) -> list[OrderRow]:
    rows = db.session.execute(
        select(Order.id, Order.placed_at, Order._state)
        .where(here)
        .order_by(Order.placed_at, Order.id)
    ).all()
    sums: dict[uuid.UUID, list[Sums]] = {row[0]: [] for row in rows}
    by_order = _sums(Order.id, MoneyEntry.kind, MoneyEntry.method).where(here)
    for order_id, kind, method, *fens in db.session.execute(by_order):
        sums[order_id].append(Sums(kind, method, *(int(fen) for fen in fens)))
    return [OrderRow(*row, money=money_of(sums[row[0]])) for row in rows]


def _lines(here: ColumnElement[bool]) -> list[LineRow]:
    rows = db.session.execute(
        select(Line, Product)
        .join(Order, Order.id == Line.order_id)
        .join(Offer, Offer.id == Line.offer_id)
        .join(Product, Product.id == Offer.product_id)
        .where(here, Order._state == "placed", Line.state.not_in(GONE))
        .order_by(Order.placed_at, Order.id, Product.name, Line.id)
    )
    return [_line(line, about) for line, about in rows]


def _line(line: Line, about: Product) -> LineRow:
    """Return a line as it is accounted for; of what came instead, nothing was ordered."""
    pieces = 0 if line.replaces_id else line.quantity
    return LineRow(
        *(line.order_id, about, line.state, pieces, line.picked, line.weighed_g),
        line.price_fen,
        amount_fen(about.sold_by, line.price_fen, about.mass_g, pieces),
        line.amount_fen,
    )
