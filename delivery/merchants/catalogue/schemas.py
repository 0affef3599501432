"""The words of stores, offers and price lists, in and out."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates

from delivery.kernel.photos import A_DOT
from delivery.kernel.schema import (
    BaseSchema,
    Choice,
    Degrees,
    Flag,
    Id,
    Many,
    TimeOfDay,
    Whole,
    Words,
    Yuan,
)
from delivery.merchants.catalogue.content_fields import Amount
from delivery.merchants.catalogue.contents import content_text
from delivery.merchants.catalogue.models import TEMPERATURES
from delivery.merchants.catalogue.rules import (
    CATEGORIES,
    LONGEST,
    MOST_MASS_G,
    MOST_STOCK,
    REASONS,
    SOLD_BY,
    gtin_is_right,
)

PRICE = {"least_fen": 1, "metadata": {"example": "3.90"}}


class StoreForm(BaseSchema):
    """What is known of a store, and which neighbourhoods it serves."""

    name = Words(required=True, most=60, metadata={"example": "合家超市"})
    name_en = Words(most=60, load_default=None, metadata={"example": "Hejia"})
    lat = Degrees(required=True, most=90, metadata={"example": 26.61})
    lon = Degrees(required=True, most=180, metadata={"example": 106.71})
    opens_at = TimeOfDay(required=True, metadata={"example": "07:00"})
    closes_at = TimeOfDay(required=True, metadata={"example": "21:00"})
    loading_s = Whole(load_default=240, most=7200, metadata={"example": 240})
    payment_code = Words(most=300, load_default=None)
    areas = Many(Id(), least=1, most=200, required=True)


class OfferForm(BaseSchema):
    """What store staff change in place. ``was`` is the stock that they were shown."""

    price = Yuan(required=True, **PRICE)
    stock = Whole(required=True, most=MOST_STOCK, metadata={"example": 20})
    was = Whole(required=True, most=MOST_STOCK, metadata={"example": 12})
    reason = Choice(REASONS, load_default="count")
    zone = Words(required=True, most=LONGEST["zone"], metadata={"example": "A1"})
    listed = Flag(load_default=False)


class RowForm(BaseSchema):
    """Price and stock as they are changed in the list of goods."""

    price = Yuan(required=True, **PRICE)
    stock = Whole(required=True, most=MOST_STOCK, metadata={"example": 20})
    was = Whole(required=True, most=MOST_STOCK, metadata={"example": 12})


class ContentForm(BaseSchema):
    """How much is in a piece; left empty where that cannot be said."""

    content = Amount(most=30, load_default=None, metadata={"example": "500 g"})


class StockForm(BaseSchema):
    """How many there are, how many were shown, and why that differs."""

    stock = Whole(required=True, most=MOST_STOCK, metadata={"example": 20})
    was = Whole(required=True, most=MOST_STOCK, metadata={"example": 12})
    reason = Choice(REASONS, load_default="count")


class MoveIn(BaseSchema):
    """So many more pieces on the shelf, or fewer, and why."""

    more = Whole(least=-MOST_STOCK, most=MOST_STOCK, required=True, metadata={"example": -2})
    reason = Choice(REASONS, required=True, metadata={"example": "damage"})


class Pages(BaseSchema):
    """Which page of a list."""

    page = Whole(least=1, most=10_000, load_default=1)


class MoveOut(BaseSchema):
    """One change of an offer's stock, and how many there were after it."""

    at = fields.DateTime()
    change = fields.Integer(metadata={"example": -2})
    after = fields.Integer(metadata={"example": 18})
    reason = fields.String(metadata={"example": "damage"})
    order_id = fields.UUID(allow_none=True)


class MovesOut(BaseSchema):
    """A page of changes, the last one first; ``after`` is the number of the next page."""

    rows = fields.List(fields.Nested(MoveOut))
    after = fields.Integer(allow_none=True)


class OfferIn(BaseSchema):
    """What a program changes of an offer: ``more`` pieces on the shelf, or fewer, and why."""

    price_fen = Whole(required=True, least=1, metadata={"example": 390})
    zone = Words(required=True, most=LONGEST["zone"], metadata={"example": "A1"})
    listed = Flag(required=True)
    more = Whole(least=-MOST_STOCK, most=MOST_STOCK, load_default=0, metadata={"example": 20})
    reason = Choice(REASONS, load_default="count")


class ArticleRow(BaseSchema):
    """One row of a price list, or the form of a new product."""

    gtin = Words(required=True, most=14, metadata={"example": "2001010000101"})
    name = Words(required=True, most=LONGEST["name"], metadata={"example": "上海青"})
    name_en = Words(most=LONGEST["name_en"], load_default=None, metadata={"example": "Pak choi"})
    category = Choice(CATEGORIES, required=True)
    sold_by = Choice(SOLD_BY, load_default="piece")
    unit = Words(required=True, most=LONGEST["unit"], metadata={"example": "约 500 g"})
    unit_en = Words(most=LONGEST["unit_en"], load_default=None, metadata={"example": "about 500 g"})
    content = Amount(most=30, load_default=None, metadata={"example": "500 g"})
    mass_g = Whole(required=True, least=1, most=MOST_MASS_G, metadata={"example": 500})
    temperature = Choice(TEMPERATURES, load_default="ambient")
    art = Words(most=20, load_default="")
    price = Yuan(required=True, **PRICE)
    stock = Whole(required=True, most=MOST_STOCK, metadata={"example": 20})
    zone = Words(required=True, most=LONGEST["zone"], metadata={"example": "A1"})

    @validates("gtin")
    def check_gtin(self, value: str, **_: Any) -> None:
        """Refuse a number whose check digit is wrong."""
        if not gtin_is_right(value):
            raise ValidationError(
                [_l("This is no bar code number: 8 to 14 digits, the last one checks the others.")]
            )


class Search(BaseSchema):
    """What is looked for, and which page of it."""

    q = Words(most=60, load_default="")
    store = Id(load_default=None)
    page = Whole(least=1, most=10_000, load_default=1)


class ShelfSearch(Search):
    """As above, on the shelves of all stores."""

    category = Choice(CATEGORIES, load_default=None)


class PhotoAsked(BaseSchema):
    """Which picture of an offer: ``v`` is its mark, so that an address is kept for good."""

    v = Words(most=32, load_default="")
    large = Flag(load_default=False)


class PhotoIn(BaseSchema):
    """A photograph in base64: a JPEG, PNG or WebP."""

    photo = fields.String(load_default=None, allow_none=True, metadata={"example": A_DOT})


class StoreOut(BaseSchema):
    """A store."""

    id = fields.UUID()
    name = fields.String(metadata={"example": "合家超市"})
    name_en = fields.String(allow_none=True)
    opens_at = fields.Time()
    closes_at = fields.Time()


class StoresOut(BaseSchema):
    """A page of stores; ``after`` is the number of the next page, if there is one."""

    rows = fields.List(fields.Nested(StoreOut))
    after = fields.Integer(allow_none=True)


class OfferOut(BaseSchema):
    """A product in a store. ``price_fen`` is for a piece, or for a kilogram by weight."""

    id = fields.UUID()
    store_id = fields.UUID()
    gtin = fields.String(attribute="product.gtin", metadata={"example": "2001010000101"})
    name = fields.String(attribute="product.name", metadata={"example": "上海青"})
    name_en = fields.String(attribute="product.name_en", allow_none=True)
    category = fields.String(attribute="product.category")
    sold_by = fields.String(attribute="product.sold_by")
    unit = fields.String(attribute="product.unit")
    content = fields.Function(
        lambda offer: content_text(offer.product.stated_content),
        metadata={"type": "string", "nullable": True, "example": "500 g"},
    )
    unit_price_fen = fields.Integer(
        allow_none=True, metadata={"example": 390, "description": "For 500 g, 500 ml or a piece."}
    )
    mass_g = fields.Integer(attribute="product.mass_g")
    temperature = fields.String(attribute="product.temperature")
    price_fen = fields.Integer(metadata={"example": 390})
    stock = fields.Integer()
    zone = fields.String()
    listed = fields.Boolean()
    photo = fields.String(
        allow_none=True,
        metadata={"example": "9f86d081884c7d65", "description": "The mark of its photograph."},
    )


class OffersOut(BaseSchema):
    """A page of offers; ``after`` is the number of the next page, if there is one."""

    rows = fields.List(fields.Nested(OfferOut))
    after = fields.Integer(allow_none=True)
    read_as = fields.String(
        allow_none=True,
        metadata={"example": "tomato", "description": "Looked for instead of a mistyped ``q``."},
    )
