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
from delivery.orders.rules.wishes import PLAIN, Wish
from delivery.orders.services.changes import Change, Desk, Sum
from delivery.orders.services.money import Move, charge
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
                held_fen=bindparam("hold"),
                wish=bindparam("said"),
            ),
            [
                {
                    "line": c.line.line_id,
                    "pieces": c.after,
                    "price": c.price_fen,
                    "sum": c.amount_fen,
                    "hold": c.held_fen,
                    "said": _kept(c.wish),
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
        "held_fen": change.held_fen,
        "wish": _kept(change.wish),
        "state": LINE.initial,
    }


def _kept(wish: Wish) -> Wish | None:
    return None if wish == PLAIN else wish


def book_first(desk: Desk, sums: dict[uuid.UUID, Sum]) -> None:
    """Enter what new orders cost, by order, and record that they were placed."""
    if not sums:
        return
    db.session.execute(
        insert(ENTRIES),
        [
            {"id": new_id(), "order_id": id_, "kind": "order", "at": desk.at}
            | {"goods_fen": one.goods_fen, "held_fen": one.held_fen}
            | {"owed_fen": one.goods_fen + one.held_fen, "paid_fen": 0, "refunded_fen": 0}
            for id_, one in sums.items()
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
                "facts": {"goods_fen": one.goods_fen} | desk.facts,
            }
            for id_, one in sums.items()
        ],
    )


def book_again(desk: Desk, sums: dict[uuid.UUID, Sum], action: str) -> None:
    """Record that orders that exist were changed, and enter by how much, by order."""
    if not sums:
        return
    ORDER.apply_all(list(sums), action, actor=desk.actor, at=desk.at, **desk.facts)
    db.session.execute(
        update(ORDERS).where(ORDERS.c.id.in_(sums)).values(version=ORDERS.c.version + 1)
    )
    kind = "amend" if action == "amend" else "order"
    for order_id, one in sorted(sums.items()):
        charge(order_id, [Move(kind, one.goods_fen, one.held_fen)], at=desk.at)


def collect_at_one_place(desk: Desk, standing: Standing) -> None:
    """Let all orders that the household has in the wave go to one drop point."""
    elsewhere = [o.id for o in standing.orders.values() if o.drop_point_id != desk.drop_point_id]
    if elsewhere:
        db.session.execute(
            update(ORDERS)
            .where(ORDERS.c.id.in_(elsewhere))
            .values(drop_point_id=desk.drop_point_id)
        )
