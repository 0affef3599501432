"""The words of baskets, and of what is wanted again."""

from marshmallow import fields

from delivery.kernel.schema import BaseSchema, Choice, Flag, Id, Moment, Whole, Words
from delivery.merchants.catalogue.rules import CATEGORIES
from delivery.orders.rules import MOST_PIECES
from delivery.orders.schemas.wishes import WishOut
from delivery.orders.schemas.words import A_SLOT, AN_ID, ONCE_MORE


class ShelvesQuery(BaseSchema):
    """What is looked for on the shelves of all stores that serve a household."""

    q = Words(most=60, load_default="", metadata={"example": "shq"})
    category = Choice(CATEGORIES, load_default=None)
    store_id = Id(load_default=None)
    page = Whole(least=1, most=10_000, load_default=1)


class Put(BaseSchema):
    """So many of one offer; none takes it out of the basket."""

    offer = Id(required=True)
    quantity = Whole(required=True, most=MOST_PIECES, metadata={"example": 2})


class PutForm(Put):
    """As above, and the page to go back to."""

    back = Words(most=300, load_default="")


class PutIn(BaseSchema):
    """So many of one offer; none takes it out of the basket."""

    offer_id = Id(required=True)
    quantity = Whole(required=True, most=MOST_PIECES, metadata={"example": 2})


class PlaceForm(BaseSchema):
    """When and where to collect, and the sum that was shown."""

    wave = Id(required=True)
    drop_point = Id(required=True)
    shown_fen = Whole(required=True)
    slot = Moment(load_default=None, allow_none=True)
    again = Flag(load_default=False)


class PlaceIn(BaseSchema):
    """When and where to collect what is in the basket, and the sum that was shown."""

    wave_id = Id(required=True, metadata=AN_ID)
    drop_point_id = Id(required=True)
    shown_fen = Whole(required=True, metadata={"example": 2070})
    slot_at = Moment(load_default=None, metadata=A_SLOT)
    again = Flag(load_default=False, metadata=ONCE_MORE)


class AgainForm(BaseSchema):
    """Which order is to be filled in again; without one the last."""

    order = Id(load_default=None)


class AgainIn(BaseSchema):
    """Which order is to be filled in again; without one the last."""

    order_id = Id(load_default=None, metadata=AN_ID)


class BasketLineOut(BaseSchema):
    """A line of a basket, at today's price; ``was_fen`` is the price at which it was put in."""

    offer_id = fields.UUID(attribute="offer.id")
    name = fields.String(attribute="offer.product.name")
    quantity = fields.Integer()
    was_fen = fields.Integer()
    price_fen = fields.Integer(attribute="offer.price_fen")
    amount_fen = fields.Integer()
    short = fields.Boolean()
    wish = fields.Nested(WishOut, allow_none=True)


class BasketOut(BaseSchema):
    """A household's basket; ``held_fen`` is by how much it may become dearer than ``goods_fen``."""

    rows = fields.List(fields.Nested(BasketLineOut))
    goods_fen = fields.Integer()
    held_fen = fields.Integer()
    usual = fields.Nested(WishOut)


class FormerOut(BaseSchema):
    """Something that was ordered: how many then, and how many there are today."""

    offer_id = fields.UUID(attribute="offer.id")
    name = fields.String(attribute="offer.product.name")
    asked = fields.Integer(metadata={"example": 3})
    there = fields.Integer(metadata={"example": 2})


class RefilledOut(BaseSchema):
    """The basket after a former order was filled in, and what of it could not be."""

    basket = fields.Nested(BasketOut)
    fewer = fields.List(fields.Nested(FormerOut))
    gone = fields.List(fields.Nested(FormerOut))
