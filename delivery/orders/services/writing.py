"""How orders reach the tables: a few statements for all of them, whatever the basket's size."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.ids import new_id
from delivery.kernel.ledger import Event
from delivery.orders.models import LINE, ORDER, Line, MoneyEntry, Order
from delivery.orders.services.changes import Change, Desk
from delivery.orders.services.money import charge
from delivery.orders.services.standing import Standing

LINES, ORDERS, ENTRIES, EVENTS = (m.__table__ for m in (Line, Order, MoneyEntry, Event))


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
