"""What a store sells, at which price, and how much of it there is."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import changed, db, insert_into
from delivery.kernel.errors import Conflict, SoldOut
from delivery.kernel.ids import new_id
from delivery.kernel.ledger import record
from delivery.merchants.catalogue.contents import Content
from delivery.merchants.catalogue.models import Offer, Product, StockMove, Store
from delivery.merchants.catalogue.rules import Article


def edit_offer(
    offer: Offer,
    *,
    price_fen: int,
    zone: str,
    listed: bool,
    more: int = 0,
    reason: str = "count",
    actor: Actor,
    at: datetime,
) -> None:
    """Let ``offer`` cost and lie as said, and its shelf hold ``more`` pieces, or fewer.

    Stock is changed by a difference, never set: what households take while the shelf is being
    counted is not lost. Orders that are placed keep their price.

    Raises
    ------
    SoldOut
        Households have taken what is to be taken away.
    """
    actor.require(Permission.OFFER_EDIT)
    _change(offer, more, reason, at, price_fen=price_fen, zone=zone, listed=listed)
    record(
        "edit",
        offer,
        actor_id=actor.id,
        at=at,
        price_fen=price_fen,
        listed=listed,
        more=more,
    )
    db.session.flush()
    db.session.refresh(offer)


def move_stock(offer: Offer, more: int, reason: str, *, actor: Actor, at: datetime) -> None:
    """Let the shelf of ``offer`` hold ``more`` pieces, or fewer, for a ``reason``.

    Raises
    ------
    SoldOut
        Households have taken what is to be taken away.
    """
    actor.require(Permission.STOCK_EDIT)
    if not more:
        return
    _change(offer, more, reason, at)
    record("move-stock", offer, actor_id=actor.id, at=at, more=more, reason=reason)
    db.session.flush()
    db.session.refresh(offer)


def _change(offer: Offer, more: int, reason: str, at: datetime, **values: Any) -> None:
    moved = db.session.execute(
        update(Offer)
        .where(Offer.id == offer.id, Offer.stock + more >= 0)
        .values(stock=Offer.stock + more, **values)
        .execution_options(synchronize_session=False)
    )
    if changed(moved) != 1:
        sentence = _("Households ordered some of it meanwhile. Please look at the stock again.")
        raise SoldOut(sentence, fields={"stock": [sentence]})
    if more:
        db.session.add(StockMove(offer_id=offer.id, change=more, reason=reason, at=at))


def add_product(store: Store, article: Article, *, actor: Actor, at: datetime) -> Offer:
    """Put ``article`` on the shelves of ``store``.

    A product that another store sells under the same GTIN keeps its name and its facts.

    Raises
    ------
    Conflict
        The store sells it already.
    """
    actor.require(Permission.OFFER_EDIT)
    product_id = _product(article)
    offer_id = db.session.scalar(
        insert_into(Offer.__table__)
        .values(
            id=new_id(),
            store_id=store.id,
            product_id=product_id,
            price_fen=article.price_fen,
            stock=article.stock,
            zone=article.zone,
            listed=True,
        )
        .on_conflict_do_nothing()
        .returning(Offer.__table__.c.id)
    )
    if offer_id is None:
        sentence = _("The store sells this product already.")
        raise Conflict(sentence, fields={"gtin": [sentence]})
    offer = db.session.get_one(Offer, offer_id)
    if article.stock:
        db.session.add(StockMove(offer_id=offer.id, change=article.stock, reason="count", at=at))
    record("add", offer, actor_id=actor.id, at=at, price_fen=article.price_fen)
    db.session.flush()
    return offer


def _product(article: Article) -> object:
    products = Product.__table__
    db.session.execute(
        insert_into(products).values(id=new_id(), **facts(article)).on_conflict_do_nothing()
    )
    if article.content:
        fill_content(article)
    return db.session.scalar(select(products.c.id).where(products.c.gtin == article.gtin))


def fill_content(article: Article) -> None:
    """Say how much is in a piece, where no store has said it before."""
    content = article.content
    db.session.execute(
        update(Product)
        .where(Product.gtin == article.gtin, Product.content.is_(None))
        .values(content=content and content.amount, content_unit=content and content.unit)
        .execution_options(synchronize_session=False)
    )


def state_content(offer: Offer, content: Content | None, *, actor: Actor, at: datetime) -> None:
    """Say how much is in a piece of a product, for every store that sells it; None: unknown."""
    actor.require(Permission.OFFER_EDIT)
    about = offer.product
    about.content, about.content_unit = (content.amount, content.unit) if content else (None, None)
    record("edit", offer, actor_id=actor.id, at=at, content=about.content, unit=about.content_unit)
    db.session.flush()


def facts(article: Article) -> dict[str, object]:
    """Return what ``article`` says of its product, whatever store sells it."""
    names = (
        *("gtin", "name", "name_en", "search_key", "category", "sold_by", "unit", "unit_en"),
        *("mass_g", "temperature", "art"),
    )
    content = article.content
    return {name: getattr(article, name) for name in names} | {
        "content": content and content.amount,
        "content_unit": content and content.unit,
    }
