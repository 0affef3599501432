"""What pickers say of the shelves: found, fewer, none, and put back."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager, joinedload

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, NotFound, WrongState
from delivery.kernel.languages import mass, named
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries import closed_orders
from delivery.merchants.picking.queries.replacements import is_wished, wanted
from delivery.merchants.picking.rules import Found, scale_is_plausible
from delivery.merchants.picking.services.instead import standing_instead, withdraw
from delivery.merchants.picking.services.lists import hold
from delivery.merchants.picking.services.shelves import empty, lock_offers, refill
from delivery.orders.models import LINE, Line, Order
from delivery.orders.services.settling import release_all, settle_line, unsettle_line


def pick(pick_list: PickList, found: Sequence[Found], *, actor: Actor, at: datetime) -> None:
    """Settle the lines that ``found`` names: all of them, or none.

    A line of which fewer were found is refunded what is missing, or something is looked for that
    may come instead (``seeking``), as its wish says; where nothing may, it is refunded at once.

    A line of which fewer were found than ordered means that the shelf is empty, whatever the
    books say: what they still show of that offer goes to nothing, as a stock move ``short``.

    Raises
    ------
    NotFound
        A line is not on ``pick_list``.
    Invalid
        More than was ordered, or a weight that cannot be right; the line is named.
    WrongState
        Another picker was quicker with one of the lines, or the list is done.
    """
    actor.require(Permission.PICK_LIST_WORK)
    hold(pick_list)
    lines = lines_on(pick_list, [one.line_id for one in found])
    for n, one in enumerate(found):
        _check(n, one, lines[one.line_id])
    whole = {one.line_id for one in found if _is_whole(one, lines[one.line_id])}
    short = [lines[one.line_id] for one in found if one.picked < lines[one.line_id].quantity]
    emptied = {line.offer_id: line.order_id for line in reversed(short)}
    seeking = _replaceable(short, {one.line_id: one.picked for one in found}, at)
    for one in found:
        if one.line_id not in whole:
            settle_line(
                lines[one.line_id],
                picked=one.picked,
                weighed_g=one.weighed_g,
                seeks=one.line_id in seeking,
                actor=actor,
                at=at,
            )
    _settle_whole(whole, actor, at)
    empty(emptied, at)


def _replaceable(
    short: Sequence[Line], found: dict[uuid.UUID, int], at: datetime
) -> set[uuid.UUID]:
    """Return the lines for which there is something that may come instead."""
    lines = [line for line in short if is_wished(line, at)]
    return {one.line.id for one in wanted(lines, found) if one.candidates}


def put_back(
    pick_list: PickList, line_ids: Sequence[uuid.UUID], *, actor: Actor, at: datetime
) -> None:
    """Take back what was said of lines: they are to be picked again, at their first sums.

    What came instead of them goes back on its shelf.

    Raises
    ------
    NotFound
        A line is not on ``pick_list``.
    WrongState
        A line is not settled, or its order is packed already.
    """
    actor.require(Permission.PICK_LIST_WORK)
    hold(pick_list)
    lines = list(lines_on(pick_list, line_ids).values())
    require_open(lines)
    came = standing_instead([line.id for line in lines])
    lock_offers({line.offer_id for line in (*lines, *came)})
    refill([(line.offer_id, line.order_id) for line in lines], at)
    for line in came:
        withdraw(line, actor=actor, at=at)
    for line in lines:
        unsettle_line(line, actor=actor, at=at)


def require_open(lines: Iterable[Line]) -> None:
    """Raise ``WrongState`` if the order of one of ``lines`` is packed."""
    if db.session.scalar(closed_orders({line.order_id for line in lines}).limit(1)):
        raise WrongState(_("This order is packed already. Nothing was changed."))


def lines_on(pick_list: PickList, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Line]:
    """Return the lines on ``pick_list`` that households asked for, who ordered first first.

    Raises
    ------
    NotFound
        One is not there.
    """
    if len(set(ids)) != len(ids):
        raise Invalid(_("A line is named twice. Nothing was changed."))
    rows = db.session.scalars(
        select(Line)
        .join(Line.order)
        .where(Order.wave_id == pick_list.wave_id, Order.store_id == pick_list.store_id)
        .where(Order.state == "placed", Line.id.in_(ids), Line.replaces_id.is_(None))
        .options(
            contains_eager(Line.order).joinedload(Order.wave),
            joinedload(Line.offer).joinedload(Offer.product),
        )
        .order_by(Order.placed_at, Line.id)
        .execution_options(populate_existing=True)
    )
    lines = {line.id: line for line in rows}
    if len(lines) != len(ids):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return lines


def _check(n: int, one: Found, line: Line) -> None:
    product = line.offer.product
    if one.picked > line.quantity:
        sentence = _("%(quantity)s were ordered, not more.", quantity=line.quantity)
        raise Invalid(sentence, fields={f"picks.{n}.picked": [sentence]})
    if not one.picked or product.sold_by == "piece":
        return
    if one.weighed_g is None:
        sentence = _("%(name)s is sold by weight: what does the scale say?", name=named(product))
        raise Invalid(sentence, fields={f"picks.{n}.weighed_g": [sentence]})
    expected_g = product.mass_g * one.picked
    if not scale_is_plausible(one.weighed_g, expected_g):
        sentence = _(
            "The scale says %(weighed)s, and about %(expected)s were ordered. Please weigh again.",
            weighed=mass(one.weighed_g),
            expected=mass(expected_g),
        )
        raise Invalid(sentence, fields={f"picks.{n}.weighed_g": [sentence]})


def _is_whole(one: Found, line: Line) -> bool:
    return one.picked == line.quantity and line.offer.product.sold_by == "piece"


def _settle_whole(ids: Collection[uuid.UUID], actor: Actor, at: datetime) -> None:
    """Settle lines that were found as they were ordered: their money stays as it is."""
    if not ids:
        return
    if len(LINE.apply_all(list(ids), "pick", actor=actor, at=at)) != len(ids):
        raise WrongState(_("Somebody else picked this a moment ago. Nothing was changed."))
    lines = Line.__table__
    db.session.execute(update(lines).where(lines.c.id.in_(ids)).values(picked=lines.c.quantity))
    release_all(ids, at=at)
