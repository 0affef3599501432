"""What a picker puts in instead of what is missing, and takes back again."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import NoReturn

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, NotFound, WrongState
from delivery.kernel.languages import mass, money, named
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries.replacements import (
    answer_by,
    by_gtin,
    goods_on,
    may_ask,
    wanted,
)
from delivery.merchants.picking.replacing import Goods, Missing, costs, most, refusal
from delivery.merchants.picking.rules import scale_is_plausible
from delivery.merchants.picking.services.gathering import lines_on, require_open
from delivery.merchants.picking.services.instead import (
    accept,
    propose,
    standing_instead,
    withdraw,
)
from delivery.merchants.picking.services.lists import hold
from delivery.orders.models import LINE, Line
from delivery.orders.rules import weighed_fen
from delivery.orders.services.money import Move, charge
from delivery.orders.services.settling import give_up_line, missing_fen


def substitute(
    pick_list: PickList,
    line_id: uuid.UUID,
    *,
    actor: Actor,
    at: datetime,
    offer_id: uuid.UUID | None = None,
    gtin: str | None = None,
    pieces: int | None = None,
    weighed_g: int | None = None,
) -> Line:
    """Put something in instead of what a line misses; where its wish says so, ask first.

    Parameters
    ----------
    offer_id, gtin
        What comes instead: either of the two.
    pieces
        How many; as many as are missing, or as there are, where left out.
    weighed_g
        What the scale says of them, where they are sold by weight.

    Returns
    -------
    Line
        What comes instead: ``picked``, or ``proposed`` where the household is asked.

    Raises
    ------
    NotFound
        The line is not on ``pick_list``, or the store has no such product.
    WrongState
        Nothing is looked for: another picker was quicker.
    Invalid
        The household is never given this, did not wish it or would pay more than it agreed to; or
        the weight cannot be right.
    SoldOut
        The others of it are promised to other households.
    """
    actor.require(Permission.PICK_LIST_WORK)
    hold(pick_list)
    line = lines_on(pick_list, [line_id])[line_id]
    if line.state != "seeking":
        raise WrongState(_("Nothing is looked for here any more. Nothing was changed."))
    offer = _offer(pick_list, offer_id, gtin)
    (want,) = wanted([line])
    goods, missing = goods_on(offer), want.missing
    pieces = pieces or max(1, min(missing.pieces, goods.stock))
    if pieces < missing.pieces:  # the cap is that of as many as come
        promised_fen = missing.promised_fen * pieces // missing.pieces
        missing = replace(missing, pieces=pieces, promised_fen=promised_fen)
    if why := refusal(missing, goods, pieces):
        _refuse(why, missing, goods)
    asked = answer_by(line) if may_ask(line, at) else None
    new = propose(
        line,
        offer,
        pieces=pieces,
        price_fen=offer.price_fen,
        amount_fen=_costs(missing, goods, pieces, weighed_g),
        weighed_g=weighed_g if goods.sold_by == "weight" else None,
        answer_by=asked,
        actor=actor,
        at=at,
    )
    if not asked:
        accept(new, "take", actor=actor, at=at)
    return new


def _offer(pick_list: PickList, offer_id: uuid.UUID | None, gtin: str | None) -> Offer:
    if (offer_id is None) == (gtin is None):
        raise Invalid(_("Please name the product, or type its bar code."))
    id_ = offer_id or by_gtin(pick_list, str(gtin))
    offer = db.session.scalar(
        select(Offer)
        .where(Offer.id == id_, Offer.store_id == pick_list.store_id, Offer.listed)
        .options(joinedload(Offer.product))
        .execution_options(populate_existing=True)
    )
    if offer is None:
        sentence = _("The store sells nothing with this bar code. Please look at it again.")
        raise NotFound(sentence, fields={"gtin": [sentence]})
    return offer


def _costs(missing: Missing, goods: Goods, pieces: int, weighed_g: int | None) -> int:
    """Return what comes instead costs: what it weighs, but never more than was agreed to."""
    if goods.sold_by == "piece":
        return costs(missing, goods, pieces)
    expected_g = goods.mass_g * pieces
    if weighed_g is None:
        sentence = _("%(name)s is sold by weight: what does the scale say?", name=named(goods))
        raise Invalid(sentence, fields={"weighed_g": [sentence]})
    if not scale_is_plausible(weighed_g, expected_g):
        sentence = _(
            "The scale says %(weighed)s, and it should be about %(expected)s. Please weigh again.",
            weighed=mass(weighed_g),
            expected=mass(expected_g),
        )
        raise Invalid(sentence, fields={"weighed_g": [sentence]})
    return min(weighed_fen(goods.price_fen, weighed_g), most(missing, goods))


def _refuse(why: str, missing: Missing, goods: Goods) -> NoReturn:
    name = named(goods)
    sentences = {
        "never": _("This household does not take %(name)s instead.", name=name),
        "not-wished": _("This household does not take %(name)s instead.", name=name),
        "not-chosen": _("%(name)s is not one of those that the household chose.", name=name),
        "other-kind": _("%(name)s is of another kind than what is missing.", name=name),
        "not-there": _("The others on this shelf are promised to other households."),
        "too-dear": _(
            "%(name)s is too dear: the household pays %(most)s at most.",
            name=name,
            most=money(most(missing, goods)),
        ),
    }
    raise Invalid(sentences[why], fields={"offer_id": [sentences[why]]})


def give_up(pick_list: PickList, line_id: uuid.UUID, *, actor: Actor, at: datetime) -> None:
    """Look no further: what the line misses is refunded."""
    actor.require(Permission.PICK_LIST_WORK)
    hold(pick_list)
    give_up_line(lines_on(pick_list, [line_id])[line_id], actor=actor, at=at)


def take_back(pick_list: PickList, line_id: uuid.UUID, *, actor: Actor, at: datetime) -> None:
    """Take out again what was put in instead of a line: something else may be looked for.

    Raises
    ------
    WrongState
        Nothing stands instead of it, the household said no, or its order is packed.
    """
    actor.require(Permission.PICK_LIST_WORK)
    hold(pick_list)
    line = lines_on(pick_list, [line_id])[line_id]
    require_open([line])
    came = standing_instead([line.id])
    if not came:
        raise WrongState(_("Nothing came instead of this. Nothing was changed."))
    for new in came:
        withdraw(new, actor=actor, at=at)
    LINE.apply(line, "seek-again", actor=actor, at=at)
    line.held_fen = missing_fen(line, line.picked or 0)
    db.session.flush()
    charge(line.order_id, [Move("hold", held_fen=line.held_fen)], at=at)
