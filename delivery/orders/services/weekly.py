"""The weekly list: kept, asked about the day before, and ordered only where somebody says yes."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, exists, func, select, update

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db, insert_into
from delivery.kernel.errors import CutOffPassed, Invalid, NotFound
from delivery.kernel.ids import new_id
from delivery.kernel.languages import clock
from delivery.kernel.ledger import record_all
from delivery.merchants.catalogue.models import Offer, on_sale
from delivery.orders.list_rows import WEEKLY_ASK, WeeklyAsk, WeeklyLine, WeeklyList
from delivery.orders.models import Wave
from delivery.orders.queries.again import Former, weekly
from delivery.orders.queries.collecting import drop_points, last_drop_point, neighbourhood_of
from delivery.orders.queries.waves import next_open
from delivery.orders.rules import MOST_LINES, MOST_PIECES, Wanted
from delivery.orders.services.placing import place_order
from delivery.orders.services.refilling import Refilled, fill, put_together, rows_of
from delivery.people.models import Household, home_of
from delivery.places.models import Compound
from delivery.places.queries import time_zone

LISTS, LINES, ASKS = (m.__table__ for m in (WeeklyList, WeeklyLine, WeeklyAsk))
ASKED_BEFORE = timedelta(hours=24)  # the cut-off


def remember_weekly(household_id: uuid.UUID, wanted: Sequence[Former], *, weekday: int) -> None:
    """Put ``wanted`` on the household's weekly list, which is begun for ``weekday`` if need be.

    Raises
    ------
    Invalid
        There is nothing to remember, or the list would be too long.
    """
    sold = [one for one in wanted if one.on_sale]
    if not sold:
        raise Invalid(_("Nothing of this is on sale today, so there is nothing to remember."))
    list_id = _list_for(household_id, weekday)
    rows = rows_of(household_id, sold)
    for row, one in zip(rows, sold, strict=True):
        row["quantity"] = one.asked  # what is scarce today is there again next week
    put_together(LINES, "list_id", list_id, rows)
    if (
        db.session.scalar(select(func.count()).where(LINES.c.list_id == list_id)) or 0
    ) > MOST_LINES:
        raise Invalid(_("A weekly list holds %(most)s products at most.", most=MOST_LINES))


def _list_for(household_id: uuid.UUID, weekday: int) -> uuid.UUID:
    db.session.execute(
        insert_into(LISTS)
        .values(id=new_id(), household_id=household_id, weekday=weekday)
        .on_conflict_do_nothing()
    )
    return db.session.scalars(select(LISTS.c.id).where(LISTS.c.household_id == household_id)).one()


def put_on_weekly(
    household_id: uuid.UUID, offer_id: uuid.UUID, quantity: int, *, at: datetime
) -> None:
    """Let the weekly list hold ``quantity`` of an offer; none takes it off.

    Where there is no list one is begun, for the day on which the next wave is collected.

    Raises
    ------
    NotFound
        The offer is not on sale in a store that serves the household.
    """
    list_id = _list_for(household_id, usual_weekday(household_id, at))
    if quantity <= 0:
        gone = (LINES.c.list_id == list_id) & (LINES.c.offer_id == offer_id)
        db.session.execute(delete(LINES).where(gone))
        return
    there = on_sale(home_of(frozenset({household_id})))
    price = select(Offer.price_fen).where(Offer.id == offer_id, there)
    price_fen = db.session.scalar(price)
    if price_fen is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    many = select(func.count()).where(LINES.c.list_id == list_id, LINES.c.offer_id != offer_id)
    if (db.session.scalar(many) or 0) >= MOST_LINES:
        raise Invalid(_("A weekly list holds %(most)s products at most.", most=MOST_LINES))
    line = {"quantity": min(quantity, MOST_PIECES), "price_fen": price_fen}
    db.session.execute(
        insert_into(LINES)
        .values(list_id=list_id, offer_id=offer_id, **line)
        .on_conflict_do_update(index_elements=["list_id", "offer_id"], set_=line)
    )


def usual_weekday(household_id: uuid.UUID, at: datetime) -> int:
    """Return the weekday on which the next wave is collected, or today's if there is none."""
    coming = next_open(neighbourhood_of(household_id), at)
    collected = coming.collect_from_at if coming else at
    return collected.astimezone(ZoneInfo(time_zone())).weekday()


def move_weekly(household_id: uuid.UUID, weekday: int) -> None:
    """Let the weekly list be for another day of the week."""
    list_id = _require_list(household_id)
    db.session.execute(update(LISTS).where(LISTS.c.id == list_id).values(weekday=weekday))


def stop_weekly(household_id: uuid.UUID) -> None:
    """Forget the weekly list, and what was asked about it; what was ordered stays."""
    list_id = _require_list(household_id)
    for table in (ASKS, LINES):
        db.session.execute(delete(table).where(table.c.list_id == list_id))
    db.session.execute(delete(LISTS).where(LISTS.c.id == list_id))


def _require_list(household_id: uuid.UUID) -> uuid.UUID:
    found = db.session.scalar(select(LISTS.c.id).where(LISTS.c.household_id == household_id))
    if found is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return found


def ask_weekly(at: datetime) -> int:
    """Ask every household whose weekly list is for a day whose cut-off is near; return how many.

    A household is asked once a day of collection, about the first wave of that day that has room.
    Run again, or by two workers at once, nobody is asked twice.
    """
    zone = ZoneInfo(time_zone())
    soon = db.session.scalars(
        select(Wave)
        .where(Wave._state == "open", Wave.taken < Wave.capacity)
        .where(Wave.cut_off_at > at, Wave.cut_off_at <= at + ASKED_BEFORE)
        .order_by(Wave.cut_off_at, Wave.id)
    ).all()
    return sum(_ask(wave, wave.collect_from_at.astimezone(zone).date(), at) for wave in soon)


def _ask(wave: Wave, day: date, at: datetime) -> int:
    lists = db.session.scalars(_unasked(wave.neighbourhood_id, day)).all()
    if not lists:
        return 0
    same = {"wave_id": wave.id, "day": day, "asked_at": at, "state": WEEKLY_ASK.initial}
    rows = [same | {"id": new_id(), "list_id": list_id} for list_id in lists]
    asked = db.session.scalars(
        insert_into(ASKS).on_conflict_do_nothing().returning(ASKS.c.id), rows
    ).all()
    facts = {id_: {"wave_id": str(wave.id)} for id_ in asked}
    record_all("ask", ASKS.name, facts, actor_id=None, at=at, target=WEEKLY_ASK.initial)
    return len(asked)


def _unasked(neighbourhood_id: uuid.UUID, day: date) -> ColumnElement[uuid.UUID]:
    return (
        select(WeeklyList.id)
        .join(Household, Household.id == WeeklyList.household_id)
        .join(Compound, Compound.id == Household.compound_id)
        .where(Compound.neighbourhood_id == neighbourhood_id, WeeklyList.weekday == day.weekday())
        .where(exists().where(WeeklyLine.list_id == WeeklyList.id))
        .where(~exists().where(WeeklyAsk.list_id == WeeklyList.id, WeeklyAsk.day == day))
        .order_by(WeeklyList.id)
    )


def order_weekly(ask: WeeklyAsk, *, shown_fen: int, actor: Actor, at: datetime) -> list[uuid.UUID]:
    """Order what there is of the weekly list, where the household collected last; see ``place_order``.

    Raises
    ------
    WrongState
        Somebody in the household has answered already.
    """
    actor.require(Permission.ORDER_PLACE)
    _require_open(ask, at)
    home = ask.list.household_id
    WEEKLY_ASK.apply(ask, "order", actor=actor, at=at)
    lines = [one for one in weekly(home) if one.there]
    wanted = [
        Wanted(row["offer_id"], row["quantity"], one.offer.price_fen, row["wish"])
        for one, row in zip(lines, rows_of(home, lines), strict=True)
    ]
    return place_order(
        wave_id=ask.wave_id,
        household_id=home,
        drop_point_id=_place_for(home),
        wanted=wanted,
        shown_fen=shown_fen,
        again=True,
        actor=actor,
        at=at,
    )


def _place_for(household_id: uuid.UUID) -> uuid.UUID:
    points = [point.id for point in drop_points(household_id)]
    if not points:
        raise Invalid(_("Bags cannot be collected anywhere near you at the moment."))
    last = last_drop_point(household_id)
    return last if last in points else points[0]


def take_weekly_to_basket(ask: WeeklyAsk, *, actor: Actor, at: datetime) -> Refilled:
    """Put what there is of the weekly list into the basket, to be changed and ordered there."""
    _require_open(ask, at)
    WEEKLY_ASK.apply(ask, "take-over", actor=actor, at=at)
    return fill(ask.list.household_id, weekly(ask.list.household_id))


def decline_weekly(ask: WeeklyAsk, *, actor: Actor, at: datetime) -> None:
    """Say that the list is not wanted this week."""
    _require_open(ask, at)
    WEEKLY_ASK.apply(ask, "decline", actor=actor, at=at)


def _require_open(ask: WeeklyAsk, at: datetime) -> None:
    """Raise ``CutOffPassed`` where it is too late to answer; a second answer is refused elsewhere."""
    if ask.state == "asked" and not ask.is_open(at):
        closed = clock(ask.wave.cut_off_at)
        raise CutOffPassed(
            _("Orders closed at %(time)s. Nothing of your weekly list was ordered.", time=closed)
        )
