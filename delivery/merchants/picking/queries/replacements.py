"""Lines for which something may come instead, and what that may be."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries.orders import orders_on
from delivery.merchants.picking.replacing import Candidate, Goods, Missing, candidates
from delivery.orders.models import Line, Order
from delivery.orders.queries.wishes import nevers
from delivery.orders.rules import amount_fen
from delivery.orders.rules.wishes import LEAST_TO_ANSWER
from delivery.places.queries import time_zone

FACTS = (
    *(Offer.id.label("offer_id"), Offer.zone, Offer.price_fen, Offer.stock),
    *(Product.gtin, Product.name, Product.name_en, Product.unit, Product.unit_en, Product.art),
    *(Product.category, Product.temperature, Product.sold_by, Product.mass_g),
)
NAMES = (
    *("gtin", "name", "name_en", "unit", "unit_en", "art", "category", "temperature"),
    *("sold_by", "mass_g"),
)
WITH_GOODS = (joinedload(Line.offer).joinedload(Offer.product),)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line that misses something, and what may come instead, the best first."""

    line: Line
    missing: Missing
    candidates: Sequence[Candidate]


def goods_on(offer: Offer) -> Goods:
    """Return an offer as it lies on its shelf."""
    about = offer.product
    return Goods(
        offer_id=offer.id,
        zone=offer.zone,
        price_fen=offer.price_fen,
        stock=offer.stock,
        **{name: getattr(about, name) for name in NAMES},
    )


def may_ask(line: Line, at: datetime) -> bool:
    """Tell whether the household may be asked at ``at``, and has time to answer."""
    return line.wishes.kind == "ask" and answer_by(line) >= at + LEAST_TO_ANSWER


def answer_by(line: Line) -> datetime:
    """Return until when the household's answer is waited for."""
    wave = line.order.wave
    return line.wishes.answer_by(ZoneInfo(time_zone()), wave.cut_off_at, wave.collect_from_at)


def is_wished(line: Line, at: datetime) -> bool:
    """Tell whether the line's wish lets anything come instead, if somebody looks at ``at``."""
    wish = line.wishes
    if wish.kind == "ask" and wish.otherwise == "refund":
        return may_ask(line, at)
    return wish.replaces


def wanted(lines: Sequence[Line], found: dict[uuid.UUID, int] | None = None) -> list[Wanted]:
    """Return what may come instead for each of ``lines``, in two queries for all of them.

    Parameters
    ----------
    found
        How many of each line are there, where the line does not say it yet.
    """
    if not lines:
        return []
    never = nevers({line.order.household_id for line in lines})
    shelves = _shelves(lines)
    answers = []
    for line in lines:
        pieces = line.quantity - (found or {}).get(line.id, line.picked or 0)
        goods = goods_on(line.offer)
        whole, rest = (
            amount_fen(goods.sold_by, line.price_fen, goods.mass_g, n)
            for n in (line.quantity, line.quantity - pieces)
        )
        missing = Missing(goods, pieces, whole - rest, line.wishes, never[line.order.household_id])
        shelf = shelves[line.order.store_id]
        answers.append(Wanted(line, missing, candidates(missing, shelf)))
    return answers


def _shelves(lines: Iterable[Line]) -> dict[uuid.UUID, list[Goods]]:
    """Return by store what lies on the shelves that the lines' wishes are about."""
    stores = {line.order.store_id for line in lines}
    kinds = {line.offer.product.category for line in lines if line.wishes.kind != "choice"}
    chosen = {c.offer_id for line in lines for c in line.wishes.choices}
    rows = db.session.execute(
        select(Offer.store_id, *FACTS)
        .join(Offer.product)
        .where(Offer.store_id.in_(stores), Offer.listed, Offer.stock > 0)
        .where(or_(Product.category.in_(kinds), Offer.id.in_(chosen)))
    )
    found: dict[uuid.UUID, list[Goods]] = defaultdict(list)
    for row in rows:
        found[row.store_id].append(_goods(row))
    return found


def _goods(row: Row) -> Goods:
    facts = dict(row._mapping)
    facts.pop("store_id")
    return Goods(**facts)


def by_gtin(pick_list: PickList, gtin: str) -> uuid.UUID | None:
    """Return the list's store's offer of what has this GTIN."""
    return db.session.scalar(
        select(Offer.id)
        .join(Offer.product)
        .where(Offer.store_id == pick_list.store_id, Offer.listed, Product.gtin == gtin)
    )


def lines_where(pick_list: PickList, condition: ColumnElement[bool]) -> list[Line]:
    """Return lines on ``pick_list``, with their orders and products, who ordered first first."""
    rows = (
        select(Line)
        .join(Line.order)
        .where(orders_on(pick_list), condition)
        .options(contains_eager(Line.order).joinedload(Order.wave))
        .order_by(Order.placed_at, Line.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(rows.options(*WITH_GOODS)))


def to_replace(pick_list: PickList) -> list[Wanted]:
    """Return the lines on ``pick_list`` for which something is to be looked for."""
    return wanted(lines_where(pick_list, Line.state == "seeking"))


def instead(pick_list: PickList) -> list[Line]:
    """Return what came, or is proposed, instead of lines on ``pick_list``."""
    here = Line.replaces_id.is_not(None) & Line.state.in_(("proposed", "picked"))
    return lines_where(pick_list, here)
