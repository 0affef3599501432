"""Orders of a group buy become rows: a few statements for all of them."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import insert, select, update

from delivery.kernel.db import changed, db
from delivery.kernel.errors import Conflict, WaveFull
from delivery.kernel.ids import new_id
from delivery.kernel.ledger import record_all
from delivery.merchants.catalogue.models import StockMove, Store
from delivery.orders.group_buy.doors import door_number
from delivery.orders.group_buy.households import HouseholdOrder
from delivery.orders.group_buy.products import Product
from delivery.orders.models import LINE, ORDER, Line, MoneyEntry, Order, Wave
from delivery.orders.services.shelves import TAKE

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Ready:
    """One order with what its row stands on."""

    order: HouseholdOrder
    id: uuid.UUID
    household_id: uuid.UUID
    drop_point_id: uuid.UUID


def refuse_second_orders(wave_id: uuid.UUID, store: Store, ready: Sequence[Ready]) -> None:
    """Raise ``Conflict`` if a household has an order of this store in the wave already."""
    there = set(
        db.session.scalars(
            select(Order.household_id).where(Order.wave_id == wave_id, Order.store_id == store.id)
        )
    )
    doors = [door_number(one.order.door) for one in ready if one.household_id in there]
    if doors:
        raise Conflict(
            _(
                "These homes have ordered from %(store)s in this wave already: %(doors)s. Choose another day.",
                store=store.name,
                doors=pgettext("list", ", ").join(doors[:_SHOWN]),
            )
        )


def take_seats(wave_id: uuid.UUID, ready: Sequence[Ready]) -> None:
    """Count the households that are new to the wave, or raise ``WaveFull``."""
    seated = set(
        db.session.scalars(
            select(Order.household_id).where(Order.wave_id == wave_id, Order._state == "placed")
        )
    )
    more = sum(one.household_id not in seated for one in ready)
    taken = db.session.execute(
        update(Wave)
        .where(Wave.id == wave_id, Wave.taken + more <= Wave.capacity)
        .values(taken=Wave.taken + more)
    )
    if changed(taken) != 1:
        raise WaveFull(
            _("The wave has no room for %(count)s more households. Choose another day.", count=more)
        )


def write_orders(
    wave_id: uuid.UUID,
    store: Store,
    ready: Sequence[Ready],
    offers: Mapping[Product, uuid.UUID],
    *,
    paid: bool,
    at: datetime,
) -> int:
    """Insert orders, lines, stock moves, money and events; return how many lines.

    ``paid`` says that the app has taken the money; otherwise it is owed at the gate.
    """
    order = {"wave_id": wave_id, "store_id": store.id, "placed_by": None, "placed_at": at}
    order |= {"version": 1, "state": ORDER.initial}
    db.session.execute(insert(Order.__table__), [order | _order_row(one) for one in ready])
    lines = [row for one in ready for row in _line_rows(one, offers)]
    db.session.execute(insert(Line.__table__), lines)
    _take_stock(lines, at)
    _book(ready, paid, at)
    facts = {one.id: {"goods_fen": one.order.goods_fen, "wave_id": str(wave_id)} for one in ready}
    record_all("place", "orders", facts, actor_id=None, at=at, target=ORDER.initial)
    return len(lines)


def _order_row(one: Ready) -> dict[str, Any]:
    return {"id": one.id, "household_id": one.household_id, "drop_point_id": one.drop_point_id}


def _line_rows(one: Ready, offers: Mapping[Product, uuid.UUID]) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "order_id": one.id,
            "offer_id": offers[purchase.product],
            "quantity": purchase.quantity,
            "price_fen": purchase.price_fen,
            "amount_fen": purchase.amount_fen,
            "state": LINE.initial,
        }
        for purchase in one.order.purchases
    ]


def _take_stock(lines: Sequence[dict[str, Any]], at: datetime) -> None:
    pieces: Counter[uuid.UUID] = Counter()
    for line in lines:
        pieces[line["offer_id"]] += line["quantity"]
    db.session.execute(TAKE, [{"offer": id_, "pieces": n} for id_, n in sorted(pieces.items())])
    db.session.execute(
        insert(StockMove.__table__),
        [
            {"id": new_id(), "offer_id": line["offer_id"], "change": -line["quantity"]}
            | {"reason": "order", "order_id": line["order_id"], "at": at}
            for line in lines
        ],
    )


def _book(ready: Sequence[Ready], paid: bool, at: datetime) -> None:
    """Enter what each order costs and, where the app took the money, that it is paid."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("goods_fen", "owed_fen", "paid_fen", "refunded_fen", "held_fen"), 0
    )
    nothing |= {"method": None, "taken_by": None, "at": at}
    entries = []
    for one in ready:
        fen = one.order.goods_fen
        about = nothing | {"order_id": one.id}
        entries.append(about | {"id": new_id(), "kind": "order", "goods_fen": fen, "owed_fen": fen})
        if paid and fen:
            by_app = {"kind": "pay", "owed_fen": -fen, "paid_fen": fen, "method": "store-code"}
            entries.append(about | {"id": new_id()} | by_app)
    db.session.execute(insert(MoneyEntry.__table__), entries)
    if paid:
        facts = {o.id: {"amount_fen": o.order.goods_fen, "method": "store-code"} for o in ready}
        record_all("pay", "orders", facts, actor_id=None, at=at)
