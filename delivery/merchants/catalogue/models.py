"""Stores, products, and what each store offers at what price."""

import uuid
from datetime import time

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    UniqueConstraint,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.access import STORE_ROLES, Role, scope
from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, Model, UTCDateTime
from delivery.merchants.catalogue.contents import Content, unit_fen
from delivery.people.models import home_of
from delivery.people.scoped import register

TEMPERATURES = ("ambient", "chilled", "frozen")
A_KILOGRAM = Content(1000, "g")  # what a price by weight is for


class Store(Model, repr=False):
    """A partner supermarket. ``payment_code`` is what its till's payment QR says, if it has one."""

    __tablename__ = "stores"

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("districts.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str | None] = mapped_column(default=None)
    lat: Mapped[float]
    lon: Mapped[float]
    opens_at: Mapped[time] = mapped_column(default=time(7))
    closes_at: Mapped[time] = mapped_column(default=time(21))
    loading_s: Mapped[int] = mapped_column(default=240)
    payment_code: Mapped[str | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="on_earth"),
    )


class ServiceArea(Model, repr=False):
    """A neighbourhood that a store serves."""

    __tablename__ = "service_areas"

    store_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stores.id"))
    neighbourhood_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("neighbourhoods.id"), index=True)

    __table_args__ = (UniqueConstraint("store_id", "neighbourhood_id"),)


class Product(Model, repr=False):
    """An article as it lies on a shelf. ``mass_g`` is one piece's, or one portion's by weight.

    ``search_key`` joins everything it may be looked for by: names, pinyin, initials, GTIN.
    """

    __tablename__ = "products"

    gtin: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str | None] = mapped_column(default=None)
    search_key: Mapped[str]
    category: Mapped[str] = mapped_column(index=True)
    sold_by: Mapped[str]  # piece, weight
    unit: Mapped[str]  # 15 枚, 约 500 g
    unit_en: Mapped[str | None] = mapped_column(default=None)
    content: Mapped[int | None] = mapped_column(default=None)  # so many of content_unit
    content_unit: Mapped[str | None] = mapped_column(default=None)  # g, ml, piece
    mass_g: Mapped[int]
    temperature: Mapped[str]
    art: Mapped[str]  # the symbol in art.svg that stands for it

    __table_args__ = (
        CheckConstraint("sold_by IN ('piece', 'weight')", name="sold_by_known"),
        CheckConstraint(
            "temperature IN ('ambient', 'chilled', 'frozen')", name="temperature_known"
        ),
        CheckConstraint("mass_g > 0", name="mass_positive"),
        CheckConstraint(
            "(content IS NULL AND content_unit IS NULL)"
            " OR (content > 0 AND content_unit IN ('g', 'ml', 'piece'))",
            name="content_sound",
        ),
    )

    @property
    def stated_content(self) -> Content | None:
        """Return how much is in a piece, if a store has said so."""
        return (
            Content(self.content, self.content_unit) if self.content and self.content_unit else None
        )


class Offer(Model, repr=False):
    """One product in one store. ``price_fen`` is for one piece, or for a kilogram by weight."""

    __tablename__ = "offers"

    store_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stores.id"))
    product_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("products.id"), index=True)
    price_fen: Mapped[int]
    stock: Mapped[int]  # pieces or portions
    zone: Mapped[str]  # where it lies: A1, C2, F1
    listed: Mapped[bool] = mapped_column(default=True)
    photo: Mapped[str | None] = mapped_column(default=None)  # the mark of its photograph
    store: Mapped[Store] = relationship(init=False)
    product: Mapped[Product] = relationship(init=False)

    __table_args__ = (
        UniqueConstraint("store_id", "product_id"),
        CheckConstraint("stock >= 0", name="stock_not_negative"),
        CheckConstraint("price_fen > 0", name="price_positive"),
    )

    @property
    def unit_price(self) -> tuple[int, str] | None:
        """Return the price in fen of 500 g, 500 ml or a piece, and which of them it is for."""
        content = A_KILOGRAM if self.product.sold_by == "weight" else self.product.stated_content
        return (unit_fen(self.price_fen, content), content.unit) if content else None

    @property
    def unit_price_fen(self) -> int | None:
        """Return the price of 500 g, 500 ml or a piece, where what is in it is known."""
        return self.unit_price[0] if self.unit_price else None


class OfferPhoto(Base, repr=False):
    """How an offer looks: the whole picture, and one small enough for a shelf of many."""

    __tablename__ = "offer_photos"

    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), primary_key=True)
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)
    thumb: Mapped[bytes] = mapped_column(LargeBinary)


class StockMove(Model, repr=False):
    """Why an offer's stock changed: the sum of an offer's moves is its stock.

    ``reason`` is one of ``rules.REASONS`` when the store says so, ``order``, ``amend`` or
    ``cancel`` when a household does, ``short`` when a picker finds less, ``substitute`` when it
    comes instead of something else.
    """

    __tablename__ = "stock_moves"

    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"))
    change: Mapped[int]
    reason: Mapped[str]
    order_id: Mapped[uuid.UUID | None] = mapped_column(index=True, default=None)
    at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)

    __table_args__ = (Index(None, "offer_id", "at"),)


def serving(
    neighbourhoods: frozenset[uuid.UUID] | Select[tuple[uuid.UUID]],
) -> ColumnElement[bool]:
    """Return the condition under which a store serves one of ``neighbourhoods``."""
    return Store.id.in_(
        select(ServiceArea.store_id).where(ServiceArea.neighbourhood_id.in_(neighbourhoods))
    )


def on_sale(
    neighbourhoods: frozenset[uuid.UUID] | Select[tuple[uuid.UUID]],
) -> ColumnElement[bool]:
    """Return the condition under which households of ``neighbourhoods`` may order an offer."""
    return Offer.listed & Offer.store_id.in_(
        select(ServiceArea.store_id).where(ServiceArea.neighbourhood_id.in_(neighbourhoods))
    )


@scope(Store, Role.OPERATOR)
@scope(Offer, Role.OPERATOR)
def _every_store(_: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return true()


@scope(Store, *STORE_ROLES)
def _own_stores(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Store.id.in_(ids)


@scope(Store, Role.COORDINATOR)
def _stores_that_serve_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return serving(ids)


@scope(Store, Role.RESIDENT)
def _stores_that_serve_the_household(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return serving(home_of(ids))


@scope(Offer, *STORE_ROLES)
def _offers_of_own_stores(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Offer.store_id.in_(ids)


@scope(Offer, Role.RESIDENT)
def _offers_of_stores_that_serve(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return on_sale(home_of(ids))


for _role in STORE_ROLES:
    register(_role, Store)
