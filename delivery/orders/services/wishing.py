"""What a household says of shelves that may have less: in general, in the basket, of an order."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select, update

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import changed, db, insert_into
from delivery.kernel.errors import Invalid, NotFound
from delivery.kernel.ledger import record
from delivery.merchants.catalogue.rules import CATEGORIES, plain
from delivery.orders.models import BasketLine, Line, Order, Wave
from delivery.orders.rules.wishes import PLAIN, Wish
from delivery.orders.services.changing import require_own, require_placed
from delivery.orders.services.choices import sound
from delivery.orders.services.money import Move, charge
from delivery.orders.services.standing import require_changeable
from delivery.orders.wish_rows import HomeWish, NeverTaken

MOST_WORDS = 30
BASKETS = BasketLine.__table__


def wish_in_general(household_id: uuid.UUID, wish: Wish) -> None:
    """Let ``wish`` count from now on where a line of the household says nothing."""
    if wish.kind == "choice":
        raise Invalid(_("Which products may come instead is said for each product."))
    home = HomeWish.__table__
    db.session.execute(
        insert_into(home)
        .values(household_id=household_id, wish=wish)
        .on_conflict_do_update(index_elements=["household_id"], set_={"wish": wish})
    )


def never_take(
    household_id: uuid.UUID, categories: Iterable[str] = (), words: Iterable[str] = ()
) -> None:
    """Let the household be given nothing of ``categories``, or with ``words`` in its name.

    What was said before is replaced. It counts at once, for orders that are placed too.

    Raises
    ------
    Invalid
        A word has neither letter nor digit, or there are too many of them.
    """
    known = [one for one in dict.fromkeys(categories) if one in CATEGORIES]
    typed = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    if empty := [word for word in typed if not plain(word).strip()]:
        _refuse_words(_("“%(word)s” is in no product's name.", word=empty[0]))
    if len(typed) > MOST_WORDS:
        _refuse_words(_("At most %(most)s words, please.", most=MOST_WORDS))
    table = NeverTaken.__table__
    db.session.execute(delete(table).where(table.c.household_id == household_id))
    rows = [("category", one) for one in known] + [("word", word) for word in typed]
    if rows:
        db.session.execute(
            insert(table),
            [{"household_id": household_id, "kind": k, "value": v} for k, v in rows],
        )


def _refuse_words(sentence: str) -> None:
    raise Invalid(sentence, fields={"words": [sentence]})


def wish_in_basket(household_id: uuid.UUID, offer_id: uuid.UUID, wish: Wish | None) -> None:
    """Say what is to be done where the shelf has less of what is in the basket.

    Without a ``wish`` the household's own counts again.

    Raises
    ------
    NotFound
        The basket does not hold the offer.
    """
    kept = wish and sound(wish, offer_id)
    said = db.session.execute(
        update(BASKETS)
        .where(BASKETS.c.household_id == household_id, BASKETS.c.offer_id == offer_id)
        .values(wish=kept)
    )
    if changed(said) != 1:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))


def wish_of_line(
    order: Order, offer_id: uuid.UUID, wish: Wish, *, actor: Actor, at: datetime
) -> None:
    """Say what is to be done where the shelf has less of what was ordered, until the cut-off.

    What may still be charged changes with it.

    Raises
    ------
    CutOffPassed
        The wave takes no more changes.
    NotFound
        The order has no such line.
    """
    actor.require(Permission.ORDER_PLACE)
    require_own(order, actor)
    wave = db.session.scalars(select(Wave).where(Wave.id == order.wave_id).with_for_update()).one()
    require_changeable(wave, at)
    require_placed(order)
    line = db.session.scalar(
        select(Line)
        .where(Line.order_id == order.id, Line.offer_id == offer_id)
        .execution_options(populate_existing=True)
    )
    if line is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    kept = sound(wish, offer_id)
    held = line.held_fen
    line.held_fen = kept.held_fen(line.amount_fen, line.quantity, line.offer.product.sold_by)
    line.wish = None if kept == PLAIN else kept
    record("wish", line, actor_id=actor.id, at=at, kind=kept.kind)
    db.session.flush()
    charge(order.id, [Move("hold", held_fen=line.held_fen - held)], at=at)
