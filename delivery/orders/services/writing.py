"""How orders reach the tables: a few statements for all of them, whatever the basket's size."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, bindparam, delete, insert, update

from delivery.kernel.access import Actor
from delivery.kernel.clock import now
from delivery.kernel.db import changed, db
from delivery.kernel.errors import WaveFull
from delivery.kernel.ids import new_id
from delivery.kernel.languages import named
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import Offer, StockMove
from delivery.orders.models import LINE, ORDER, Line, MoneyEntry, Order, Wave
from delivery.orders.rules import amount_fen
from delivery.orders.services.money import charge
from delivery.orders.services.standing import Standing, sold_out

OFFERS, LINES, WAVES, ORDERS = (model.__table__ for model in (Offer, Line, Wave, Order))
MOVES, ENTRIES, EVENTS = (model.__table__ for model in (StockMove, MoneyEntry, Event))
TAKE = (
    update(OFFERS)
    .where(OFFERS.c.id == bindparam("offer"), OFFERS.c.stock >= bindparam("pieces"))
    .values(stock=OFFERS.c.stock - bindparam("pieces"))
)


@dataclass(frozen=True, slots=True)
class Change:
    """From how many of an offer to how many; ``line`` is the line that stands, if there is one."""

    offer: Row[Any]
    line: Row[Any] | None
    after: int

    @property
    def pieces(self) -> int:
        """Return how many more are taken from the shelf; fewer than none go back."""
        return self.after - (self.line.quantity if self.line else 0)

    @property
    def price_fen(self) -> int:
        """Return the price of the line: what was promised, or today's if that is less."""
        return min(self.offer.price_fen, self.line.price_fen) if self.line else self.offer.price_fen

    @property
    def amount_fen(self) -> int:
        """Return what the line costs afterwards."""
        return amount_fen(self.offer.sold_by, self.price_fen, self.offer.mass_g, self.after)

    @property
    def difference_fen(self) -> int:
        """Return what the order costs more; less than nothing where it costs less."""
        return self.amount_fen - (self.line.amount_fen if self.line else 0)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes for whom, into which wave, and when."""

    wave_id: uuid.UUID
    household_id: uuid.UUID
    drop_point_id: uuid.UUID
    actor: Actor
    at: datetime


def move_stock(changes: Sequence[Change], orders: dict[uuid.UUID, uuid.UUID], reason: str) -> None:
    """Take what is wanted from the shelves and put back what is not, and write down why.

    Raises
    ------
    SoldOut
        A shelf holds less; every such product is named.
    """
    moves = sorted((c for c in changes if c.pieces), key=lambda c: c.offer.id)
    short = [c for c in moves if c.pieces > c.offer.stock]
    if short:
        raise sold_out({c.offer.id: _short(c) for c in short})
    if not moves:
        return
    taken = db.session.execute(TAKE, [{"offer": c.offer.id, "pieces": c.pieces} for c in moves])
    if changed(taken) != len(moves):
        raise sold_out({c.offer.id: _short(c) for c in moves})
    db.session.execute(
        insert(MOVES),
        [
            {
                "id": new_id(),
                "offer_id": c.offer.id,
                "change": -c.pieces,
                "reason": reason,
                "order_id": orders[c.offer.store_id],
                "at": now(),
            }
            for c in moves
        ],
    )


def _short(change: Change) -> str:
    name, left = (
        named(change.offer),
        change.offer.stock + (change.line.quantity if change.line else 0),
    )
    if left == 0:
        return _("%(name)s is sold out.", name=name)
    return _("Only %(left)s of %(name)s are left.", left=left, name=name)


def take_seat(wave: Row[Any]) -> None:
    """Count one household more in ``wave``, or raise ``WaveFull``."""
    seated = db.session.execute(
        update(WAVES)
        .where(WAVES.c.id == wave.id, WAVES.c.taken < WAVES.c.capacity)
        .values(taken=WAVES.c.taken + 1)
    )
    if changed(seated) != 1:
        raise WaveFull(_("This time is full. Your basket is kept; please choose another time."))


def leave_seat(wave_id: uuid.UUID) -> None:
    """Count one household less in the wave."""
    db.session.execute(update(WAVES).where(WAVES.c.id == wave_id).values(taken=WAVES.c.taken - 1))


def open_orders(desk: Desk, stores: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Insert an empty order for each of ``stores`` and return their ids by store."""
    orders = {store: new_id() for store in stores}
    if orders:
        same = {
            "wave_id": desk.wave_id,
            "household_id": desk.household_id,
            "drop_point_id": desk.drop_point_id,
            "placed_by": desk.actor.id,
            "placed_at": desk.at,
            "version": 1,
            "state": ORDER.initial,
        }
        rows = [same | {"id": id_, "store_id": store} for store, id_ in orders.items()]
        db.session.execute(insert(ORDERS), rows)
    return orders


def write_lines(changes: Sequence[Change], orders: dict[uuid.UUID, uuid.UUID]) -> None:
    """Insert, update and delete the lines that ``changes`` are about."""
    if new := [c for c in changes if c.line is None and c.after]:
        db.session.execute(insert(LINES), [_row(c, orders[c.offer.store_id]) for c in new])
    if kept := [c for c in changes if c.line is not None and c.after]:
        db.session.execute(
            update(LINES)
            .where(LINES.c.id == bindparam("line"))
            .values(
                quantity=bindparam("pieces"),
                price_fen=bindparam("price"),
                amount_fen=bindparam("sum"),
            ),
            [
                {
                    "line": c.line.line_id,
                    "pieces": c.after,
                    "price": c.price_fen,
                    "sum": c.amount_fen,
                }
                for c in kept
                if c.line is not None
            ],
        )
    if gone := [c.line.line_id for c in changes if c.line is not None and not c.after]:
        db.session.execute(delete(LINES).where(LINES.c.id.in_(gone)))


def _row(change: Change, order_id: uuid.UUID) -> dict[str, Any]:
    return {
        "id": new_id(),
        "order_id": order_id,
        "offer_id": change.offer.id,
        "quantity": change.after,
        "price_fen": change.price_fen,
        "amount_fen": change.amount_fen,
        "state": LINE.initial,
    }


def sums_by_store(changes: Sequence[Change]) -> dict[uuid.UUID, int]:
    """Return by how many fen the order of each store grows."""
    by_store = sorted(changes, key=lambda c: c.offer.store_id)
    return {
        store: sum(c.difference_fen for c in its)
        for store, its in groupby(by_store, key=lambda c: c.offer.store_id)
    }


def book_first(desk: Desk, sums: dict[uuid.UUID, int]) -> None:
    """Enter what new orders cost, by order, and record that they were placed."""
    if not sums:
        return
    db.session.execute(
        insert(ENTRIES),
        [
            {"id": new_id(), "order_id": id_, "kind": "order", "goods_fen": fen, "owed_fen": fen}
            | {"paid_fen": 0, "refunded_fen": 0, "held_fen": 0, "at": desk.at}
            for id_, fen in sums.items()
        ],
    )
    db.session.execute(
        insert(EVENTS),
        [
            {
                "at": desk.at,
                "recorded_at": now(),
                "actor_id": desk.actor.id,
                "subject": Order.__tablename__,
                "subject_id": id_,
                "action": "place",
                "target": ORDER.initial,
                "facts": {"goods_fen": fen, "wave_id": str(desk.wave_id)},
            }
            for id_, fen in sums.items()
        ],
    )


def book_again(desk: Desk, sums: dict[uuid.UUID, int], action: str) -> None:
    """Record that orders that exist were changed, and enter by how much, by order."""
    if not sums:
        return
    ORDER.apply_all(list(sums), action, actor=desk.actor, at=desk.at, wave_id=str(desk.wave_id))
    db.session.execute(
        update(ORDERS).where(ORDERS.c.id.in_(sums)).values(version=ORDERS.c.version + 1)
    )
    for order_id, fen in sorted(sums.items()):
        charge(order_id, "amend" if action == "amend" else "order", fen, at=desk.at)


def collect_at_one_place(desk: Desk, standing: Standing) -> None:
    """Let all orders that the household has in the wave go to one drop point."""
    elsewhere = [o.id for o in standing.orders.values() if o.drop_point_id != desk.drop_point_id]
    if elsewhere:
        db.session.execute(
            update(ORDERS)
            .where(ORDERS.c.id.in_(elsewhere))
            .values(drop_point_id=desk.drop_point_id)
        )
