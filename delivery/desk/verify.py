"""Does everything add up: stock, money, bags, waves and plans, from the rows alone.

Each check is one statement that finds what contradicts it, so a whole district takes seconds.
"""

from collections.abc import Callable, Iterator
from typing import Any

import click
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import Offer, StockMove
from delivery.merchants.picking.models import Bag, BagLine
from delivery.orders.models import GONE, CashHandIn, Line, MoneyEntry, Order, Wave
from delivery.orders.report_rows import Report
from delivery.routing.core.check import faults
from delivery.routing.core.plan import Plan as CorePlan
from delivery.routing.core.problem import Problem
from delivery.routing.models import Plan, Route, Stop, StopLoad

BOOKED_OUT = ("order", "amend", "cancel", "substitute")
CHECKS: list[Callable[[], Iterator[str]]] = []


def check(one: Callable[[], Iterator[str]]) -> Callable[[], Iterator[str]]:
    """Add ``one`` to what is verified; its first docstring line says what must hold."""
    CHECKS.append(one)
    return one


def _sum(column: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)


def _found(statement: Select[Any], sentence: str) -> Iterator[str]:
    for row in db.session.execute(statement):
        yield sentence.format(*row)


@check
def stock_is_the_sum_of_its_moves() -> Iterator[str]:
    """Every offer's stock is the sum of its moves."""
    moved = select(_sum(StockMove.change)).where(StockMove.offer_id == Offer.id).scalar_subquery()
    yield from _found(
        select(Offer.id, Offer.stock, moved).where(Offer.stock != moved),
        "offer {0}: {1} on the books, {2} by its moves",
    )


@check
def what_was_booked_out_was_ordered() -> Iterator[str]:
    """What orders took from stock is what their lines ask for."""
    taken = (
        select(-_sum(StockMove.change))
        .where(StockMove.offer_id == Offer.id, StockMove.reason.in_(BOOKED_OUT))
        .scalar_subquery()
    )
    asked = (
        select(_sum(Line.quantity))
        .join(Order)
        .where(Line.offer_id == Offer.id, Line.state.not_in(GONE), Order.state == "placed")
        .scalar_subquery()
    )
    yield from _found(
        select(Offer.id, taken, asked).where(taken != asked),
        "offer {0}: {1} booked out, {2} ordered",
    )


@check
def goods_are_the_sum_of_the_lines() -> Iterator[str]:
    """What an order's goods cost is the sum of its lines, less what was given back for them."""
    booked = (
        select(_sum(MoneyEntry.goods_fen)).where(MoneyEntry.order_id == Order.id).scalar_subquery()
    )
    lines = select(_sum(Line.amount_fen)).where(Line.order_id == Order.id).scalar_subquery()
    back = select(_sum(Report.refund_fen)).where(Report.order_id == Order.id).scalar_subquery()
    due = case((Order.state == "placed", lines - back), else_=0)
    yield from _found(
        select(Order.id, booked, due).where(booked != due),
        "order {0}: {1} fen of goods on the books, {2} by its lines",
    )


@check
def what_is_held_is_the_sum_of_the_lines() -> Iterator[str]:
    """What may still be charged for an order is the sum of its lines; for a packed one, nothing."""
    booked = (
        select(_sum(MoneyEntry.held_fen)).where(MoneyEntry.order_id == Order.id).scalar_subquery()
    )
    lines = select(_sum(Line.held_fen)).where(Line.order_id == Order.id).scalar_subquery()
    packed = select(Bag.id).where(Bag.order_id == Order.id).exists()
    due = case((packed, 0), (Order.state == "placed", lines), else_=0)
    yield from _found(
        select(Order.id, booked, due).where(booked != due),
        "order {0}: {1} fen held on the books, {2} by its lines",
    )


@check
def nobody_owes_less_than_nothing() -> Iterator[str]:
    """No order owes, has paid or holds less than nothing, and each balances."""
    sums = [
        _sum(c)
        for c in (
            MoneyEntry.paid_fen,
            MoneyEntry.owed_fen,
            MoneyEntry.goods_fen,
            MoneyEntry.refunded_fen,
            MoneyEntry.held_fen,
        )
    ]
    paid, owed, goods, refunded, held = sums
    wrong = or_(*(s < 0 for s in sums), paid + owed != goods + refunded + held)
    yield from _found(
        select(MoneyEntry.order_id, *sums).group_by(MoneyEntry.order_id).having(wrong),
        "order {0}: paid {1}, owed {2}, goods {3}, refunded {4}, held {5} fen",
    )


@check
def cash_handed_in_was_taken() -> Iterator[str]:
    """Nobody handed in more cash for a store than they took for it."""
    taken = (
        select(_sum(MoneyEntry.paid_fen))
        .join(Order)
        .where(
            MoneyEntry.method == "cash",
            MoneyEntry.taken_by == CashHandIn.handed_in_by,
            Order.store_id == CashHandIn.store_id,
        )
        .scalar_subquery()
    )
    given = func.sum(CashHandIn.amount_fen)
    yield from _found(
        select(CashHandIn.handed_in_by, given, func.max(taken))
        .group_by(CashHandIn.handed_in_by, CashHandIn.store_id)
        .having(given > func.max(taken)),
        "user {0}: handed in {1} fen, took {2}",
    )


@check
def picked_pieces_are_in_bags() -> Iterator[str]:
    """Every piece that was picked for a packed order is in exactly one bag."""
    packed = select(Bag.order_id)
    bagged = select(_sum(BagLine.quantity)).where(BagLine.line_id == Line.id).scalar_subquery()
    yield from _found(
        select(Line.id, Line.picked, bagged).where(
            Line.order_id.in_(packed), func.coalesce(Line.picked, 0) != bagged
        ),
        "line {0}: {1} picked, {2} in bags",
    )


@check
def bags_are_numbered_whole() -> Iterator[str]:
    """The bags of an order are numbered 1 to n, all of them there."""
    yield from _found(
        select(Bag.order_id, func.count(), func.max(Bag.of))
        .group_by(Bag.order_id)
        .having(or_(func.count() != func.max(Bag.of), func.min(Bag.of) != func.max(Bag.of))),
        "order {0}: {1} bags, labelled as {2}",
    )


@check
def bags_are_where_the_ledger_says() -> Iterator[str]:
    """Every bag is in the state that its last move in the ledger led to."""
    last = (
        select(Event.subject_id, func.max(Event.seq).label("seq"))
        .where(Event.subject == "bags", Event.target.is_not(None))
        .group_by(Event.subject_id)
        .subquery()
    )
    said = select(last.c.subject_id, Event.target).join(Event, Event.seq == last.c.seq).subquery()
    state = func.coalesce(said.c.target, "packed")
    yield from _found(
        select(Bag.id, Bag.state, state)
        .outerjoin(said, said.c.subject_id == Bag.id)
        .where(Bag.state != state),
        "bag {0}: is {1}, the ledger says {2}",
    )


@check
def waves_count_their_households() -> Iterator[str]:
    """A wave has taken as many places as households with an order."""
    homes = (
        select(func.count(func.distinct(Order.household_id)))
        .where(Order.wave_id == Wave.id, Order.state == "placed")
        .scalar_subquery()
    )
    yield from _found(
        select(Wave.id, Wave.taken, homes).where(Wave.taken != homes, Wave.state != "cancelled"),
        "wave {0}: {1} places taken, {2} households",
    )


@check
def no_order_is_dropped_twice() -> Iterator[str]:
    """No order is on two stops of planned routes."""
    yield from _found(
        select(StopLoad.order_id, func.count())
        .join(Stop, Stop.id == StopLoad.stop_id)
        .join(Route, Route.id == Stop.route_id)
        .where(and_(Route.state == "planned", Stop.kind == "drop"))
        .group_by(StopLoad.order_id)
        .having(func.count() > 1),
        "order {0}: dropped {1} times",
    )


@check
def adopted_plans_can_be_driven() -> Iterator[str]:
    """The independent checker finds no fault in any adopted plan."""
    for plan in db.session.scalars(select(Plan).where(Plan.state == "adopted")):
        problem = Problem.from_json(plan.problem)
        for fault in faults(problem, CorePlan.from_json(plan.answer)):
            yield f"plan {plan.id}: {fault}"


def verify() -> dict[str, list[str]]:
    """Return what contradicts each check, by the sentence that must hold."""
    return {(one.__doc__ or one.__name__).splitlines()[0]: list(one()) for one in CHECKS}


@click.command("verify")
def verify_command() -> None:
    """Prove from the rows that stock, money, bags, waves and plans add up."""
    found = verify()
    for sentence, wrong in found.items():
        click.echo(f"{'FAULT' if wrong else 'holds'}  {sentence}")
        for line in wrong[:20]:
            click.echo(f"       {line}")
    if any(found.values()):
        raise SystemExit(1)
