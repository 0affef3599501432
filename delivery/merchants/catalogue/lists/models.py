"""A price list on its way from a file to the shelves."""

import uuid
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.access import Permission, Role, scope
from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, Model, UTCDateTime
from delivery.kernel.ids import new_id
from delivery.kernel.lifecycle import Lifecycle, Stateful, Transition
from delivery.merchants.catalogue.models import Store


class PriceList(Stateful, Model, repr=False):
    """A file that a store sent. ``columns`` says which of ``heads`` is what, by index.

    ``rows`` counts those read so far, ``permille`` how much of the file that was; ``refused`` those
    that cannot be taken. ``new`` and ``changed`` are what taking it in would do. A file that could
    not be read has a ``fault`` with its ``facts``. A worker that reads it holds it until
    ``claimed_until``; after that another one may begin anew.
    """

    __tablename__ = "price_lists"

    store_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stores.id"), index=True)
    sent_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"), default=None)
    sent_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    file_name: Mapped[str]
    kind: Mapped[str]
    encoding: Mapped[str]
    heads: Mapped[list[str]] = mapped_column(JSON)
    sample: Mapped[list[list[str]]] = mapped_column(JSON)
    columns: Mapped[dict[str, int]] = mapped_column(JSON)
    rows: Mapped[int] = mapped_column(default=0)
    permille: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    repaired: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None] = mapped_column(default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    claimed_until: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    store: Mapped[Store] = relationship(init=False)


class PriceListFile(Base, repr=False):
    """The bytes of a price list, until it is done with."""

    __tablename__ = "price_list_files"

    price_list_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("price_lists.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class PriceListRow(Base, repr=False):
    """A row that can be taken, with the ids that what it makes will have."""

    __tablename__ = "price_list_rows"

    price_list_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("price_lists.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    gtin: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str | None] = mapped_column(default=None)
    search_key: Mapped[str]
    category: Mapped[str]
    sold_by: Mapped[str]
    unit: Mapped[str]
    unit_en: Mapped[str | None] = mapped_column(default=None)
    content: Mapped[int | None] = mapped_column(default=None)
    content_unit: Mapped[str | None] = mapped_column(default=None)
    mass_g: Mapped[int]
    temperature: Mapped[str]
    art: Mapped[str]
    price_fen: Mapped[int]
    stock: Mapped[int]
    zone: Mapped[str]
    product_id: Mapped[uuid.UUID] = mapped_column(default_factory=new_id)
    offer_id: Mapped[uuid.UUID] = mapped_column(default_factory=new_id)
    move_id: Mapped[uuid.UUID] = mapped_column(default_factory=new_id)

    __table_args__ = (Index(None, "price_list_id", "gtin", unique=True),)


class PriceListNote(Base, repr=False):
    """Why a row cannot be taken, or what of it was repaired; the first thousand of a file."""

    __tablename__ = "price_list_notes"

    price_list_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("price_lists.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)  # among the notes of its row
    column: Mapped[str]
    code: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    refuses: Mapped[bool]


P = Permission
PRICE_LIST = Lifecycle(
    PriceList,
    initial="sent",
    transitions=[
        Transition("confirm", frozenset({"sent", "checked"}), "asked", P.OFFER_EDIT),
        Transition("check", frozenset({"asked"}), "checked", P.OFFER_EDIT),
        Transition("refuse", frozenset({"asked"}), "refused", P.OFFER_EDIT),
        Transition("accept", frozenset({"checked"}), "accepted", P.OFFER_EDIT),
        Transition("publish", frozenset({"accepted"}), "published", P.OFFER_EDIT),
        Transition("drop", frozenset({"sent", "asked", "checked"}), "dropped", P.OFFER_EDIT),
    ],
)
DONE = ("published", "refused", "dropped")


@scope(PriceList, Role.STORE_MANAGER)
def _lists_of_own_stores(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return PriceList.store_id.in_(ids)
