"""Gates take in what comes, households pay and collect, cash reaches the stores."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from delivery.demo.day.drivers import Deed
from delivery.demo.day.scene import Scene, act, person
from delivery.handoffs import services as handoffs
from delivery.handoffs.rules import Proof
from delivery.kernel.access import Actor, Role
from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Store
from delivery.merchants.picking.models import Bag
from delivery.orders.models import MoneyEntry, Order
from delivery.orders.queries.cash import held_fen
from delivery.orders.services import receive_cash
from delivery.people.models import Grant
from delivery.places.models import DropPoint
from delivery.routing.models import Route, Stop, StopLoad

TAKES_IN_AFTER = timedelta(minutes=3)
CASH_SHARE = 0.25
Household = Sequence[Any]  # rows of one household: order_id, bag_id, drop_point_id, arrives


def attend(scene: Scene) -> Iterator[Deed]:
    """Yield what happens at the gates: taking in, and handing over in the collection window."""
    guards = _guards()
    for stop, gate_id in _drops(scene):
        at = stop.leaves_at + TAKES_IN_AFTER
        yield at, partial(_take_in, stop, guards[gate_id], at)
    for rows in _households(scene):
        first = max(scene.timeline.collect_from, rows[0].latest + 2 * TAKES_IN_AFTER)
        last = max(first, scene.timeline.collect_to)
        at = first + (last - first) * scene.rng.random()
        cash = scene.rng.random() < CASH_SHARE
        yield (
            at,
            partial(_collect, rows, guards[rows[0].gate_id], at, "cash" if cash else "store-code"),
        )


def hand_in_cash(scene: Scene) -> int:
    """Let everybody who took cash hand it in; return how many fen that was."""
    at, total = scene.timeline.until, 0
    holders = db.session.execute(
        select(MoneyEntry.taken_by, Order.store_id)
        .join(Order)
        .where(MoneyEntry.method == "cash", Order.wave_id == scene.wave_id)
        .distinct()
    ).all()
    for holder_id, store_id in holders:
        store, fen = db.session.get_one(Store, store_id), held_fen(holder_id, store_id)
        if fen:
            till = person(holder_id, Role.SHIFT_LEAD, store_id)
            act(at, partial(receive_cash, store, holder_id, fen, actor=till, at=at))
            total += fen
    return total


def _guards() -> dict[Any, Actor]:
    rows = db.session.execute(
        select(Grant.scope_id, Grant.user_id).where(Grant.role == Role.GATE_STAFF)
    )
    return {gate_id: person(user_id, Role.GATE_STAFF, gate_id) for gate_id, user_id in rows}


def _drops(scene: Scene) -> Sequence[Any]:
    return db.session.execute(
        select(Stop, DropPoint.gate_id)
        .join(Route, Route.id == Stop.route_id)
        .join(DropPoint, DropPoint.id == Stop.drop_point_id)
        .where(Route.wave_id == scene.wave_id, Route.state == "planned")
    ).all()


def _households(scene: Scene) -> Iterator[list[Any]]:
    """Yield the orders and bags of each household, with when the last of them comes."""
    rows = db.session.execute(
        select(
            Order.household_id,
            Order.id.label("order_id"),
            Bag.id.label("bag_id"),
            DropPoint.gate_id,
            Stop.leaves_at.label("latest"),
        )
        .join(Bag, Bag.order_id == Order.id)
        .join(DropPoint, DropPoint.id == Order.drop_point_id)
        .join(StopLoad, StopLoad.order_id == Order.id)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .join(Route, Route.id == Stop.route_id)
        .where(Order.wave_id == scene.wave_id, Route.state == "planned", Stop.kind == "drop")
        .order_by(Stop.leaves_at.desc(), Order.household_id, Bag.number)
    ).all()
    by_home: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        by_home[row.household_id].append(row)
    yield from by_home.values()


def _take_in(stop: Stop, guard: Actor, at: datetime) -> None:
    handoffs.take_in_stop(stop, Proof(key=f"demo:in:{stop.id}", at=at, device="demo"), actor=guard)


def _collect(rows: Household, guard: Actor, at: datetime, method: str) -> None:
    said = Proof(key=f"demo:out:{rows[0].bag_id}", at=at, device="demo", method="code")
    handoffs.take_payment(sorted({row.order_id for row in rows}), method, said, actor=guard)
    handoffs.hand_over([row.bag_id for row in rows], said, actor=guard)
