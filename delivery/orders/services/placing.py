"""Placing an order: all of it, or nothing."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, delete

from delivery.kernel.access import Actor, Permission, Role
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, NotFound, PriceChanged
from delivery.kernel.languages import money, named
from delivery.orders.models import Line
from delivery.orders.rules import MOST_PIECES, Wanted, amount_fen
from delivery.orders.rules.wishes import Wish
from delivery.orders.services import standing as found
from delivery.orders.services.changes import Change, Desk, sums_by_store
from delivery.orders.services.choices import sound
from delivery.orders.services.paces import take_seats
from delivery.orders.services.repeating import mark_of, require_new
from delivery.orders.services.seats import take_seat
from delivery.orders.services.shelves import move_stock
from delivery.orders.services.slots import keep_slot
from delivery.orders.services.standing import Standing
from delivery.orders.services.writing import (
    book_again,
    book_first,
    collect_at_one_place,
    open_orders,
    write_lines,
)


def place_order(
    *,
    wave_id: uuid.UUID,
    household_id: uuid.UUID,
    drop_point_id: uuid.UUID,
    wanted: Sequence[Wanted],
    actor: Actor,
    at: datetime,
    shown_fen: int | None = None,
    slot_at: datetime | None = None,
    again: bool = False,
) -> list[uuid.UUID]:
    """Order ``wanted`` for the household; what it has ordered in this wave before grows by it.

    A household has one order a store in a wave, and all of them go to one drop point, the one
    named last. A line that is there keeps the price it was promised, or today's if that is less.

    Parameters
    ----------
    shown_fen
        What the person was told that ``wanted`` costs, if they were told.
    slot_at
        When the slot begins in which the household collects; without it one is proposed.
    again
        The same basket may have been ordered a few minutes before, and is meant once more.

    Returns
    -------
    list of UUID
        The orders that were placed or grew.

    Raises
    ------
    CutOffPassed, WaveFull, StoreFull
        The wave takes no more orders, or no more households, or a store no more orders in it.
    SoldOut
        A shelf holds less; every such product is named, and nothing is kept.
    SlotFull
        The slot takes no more, or the shelf at the drop point does not hold the bags.
    PriceChanged
        It costs something else than ``shown_fen``.
    OrderedJustNow
        The same was ordered within ten minutes, and ``again`` does not say that it is meant.
    NotFound
        A row is absent, or is not of this household's neighbourhood.
    """
    actor.require(Permission.ORDER_PLACE)
    if Role.SYSTEM not in actor.roles and household_id not in actor.within(Role.RESIDENT):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    if not wanted:
        raise Invalid(_("The basket is empty."), fields={"lines": [_("The basket is empty.")]})
    wave = found.enter(wave_id, household_id, drop_point_id)
    found.require_open(wave, at)
    offers = found.offers_for(wave.neighbourhood_id, [one.offer_id for one in wanted])
    check_prices(wanted, offers, shown_fen)
    standing = found.standing_orders(wave.id, household_id)
    pieces = _pieces(wanted)
    mark = mark_of(pieces)
    if not again:
        require_new(standing, mark, at)
    desk = Desk(wave.id, household_id, drop_point_id, actor, at, slot_at, mark)
    said = {one.offer_id: sound(one.wish, one.offer_id) for one in wanted if one.wish}
    return write(desk, wave, standing, _added(pieces, said, offers, standing, wave.usual))


def check_prices(
    wanted: Sequence[Wanted], offers: dict[uuid.UUID, Row[Any]], shown_fen: int | None
) -> None:
    """Raise ``PriceChanged`` if what was shown is not what ``wanted`` costs now."""
    now_fen = sum(_costs(offers[one.offer_id], one.quantity) for one in wanted)
    if shown_fen is None or shown_fen == now_fen:
        return
    differs = [
        _(
            "%(name)s now costs %(now)s; it was %(before)s.",
            name=named(offers[one.offer_id]),
            now=money(offers[one.offer_id].price_fen),
            before=money(one.price_fen),
        )
        for one in wanted
        if one.price_fen not in (None, offers[one.offer_id].price_fen)
    ]
    why = differs or [_("The basket has changed since it was shown.")]
    raise PriceChanged(" ".join([*why, _("Nothing was ordered. Please look at the sum again.")]))


def _costs(offer: Row[Any], quantity: int) -> int:
    return amount_fen(offer.sold_by, offer.price_fen, offer.mass_g, quantity)


def _pieces(wanted: Sequence[Wanted]) -> dict[uuid.UUID, int]:
    pieces: dict[uuid.UUID, int] = {}
    for one in wanted:
        pieces[one.offer_id] = pieces.get(one.offer_id, 0) + one.quantity
    return pieces


def _added(
    pieces: dict[uuid.UUID, int],
    said: dict[uuid.UUID, Wish | None],
    offers: dict[uuid.UUID, Row[Any]],
    standing: Standing,
    usual: Wish | None,
) -> list[Change]:
    changes = [
        Change(offers[id_], line, more + (line.quantity if line else 0), said.get(id_), usual)
        for id_, more in pieces.items()
        for line in (standing.lines.get(id_),)
    ]
    if too_many := [c for c in changes if c.after > MOST_PIECES]:
        sentence = _(
            "At most %(most)s of %(name)s go into one order.",
            most=MOST_PIECES,
            name=named(too_many[0].offer),
        )
        raise Invalid(sentence, fields={str(too_many[0].offer.id): [sentence]})
    return changes


def write(
    desk: Desk, wave: Row[Any], standing: Standing, changes: Sequence[Change]
) -> list[uuid.UUID]:
    """Carry out ``changes`` on the household's orders and return the orders they touched."""
    if not standing.placed:
        take_seat(wave)
    sums = sums_by_store(changes)
    known = {store: standing.orders[store] for store in sums if store in standing.orders}
    orders = {store: row.id for store, row in known.items()}
    again = [row.id for row in known.values() if row.state == "cancelled"]
    paced = {c.offer.store_id for c in changes if c.offer.orders_per_wave is not None}
    standing_with = {row.store_id for row in known.values() if row.state == "placed"}
    take_seats(wave, paced - standing_with, desk.at)
    orders |= open_orders(desk, [store for store in sums if store not in known])
    move_stock(changes, orders, "amend" if standing.placed else "order")
    if again:  # its old lines were what it would have been
        db.session.execute(delete(Line).where(Line.order_id.in_(again)))
    write_lines(changes, orders)
    book_first(desk, {orders[store]: fen for store, fen in sums.items() if store not in known})
    book_again(
        desk,
        {row.id: sums[store] for store, row in known.items() if row.state == "placed"},
        "amend",
    )
    book_again(
        desk,
        {row.id: sums[row.store_id] for row in known.values() if row.id in again},
        "place-again",
    )
    collect_at_one_place(desk, standing)
    if wave.desks or any(o.drop_point_id != desk.drop_point_id for o in standing.orders.values()):
        at, place = desk.at, desk.drop_point_id
        keep_slot(wave.id, desk.household_id, place, at=at, wanted=desk.slot_at)
    return list(orders.values())
