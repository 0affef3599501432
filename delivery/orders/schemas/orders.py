"""The words of orders: placed, changed, read."""

from marshmallow import fields

from delivery.kernel.schema import BaseSchema, Flag, Id, Inside, Many, Moment, Whole
from delivery.orders.rules import MOST_LINES, MOST_PIECES
from delivery.orders.schemas.money import BalanceOut
from delivery.orders.schemas.wishes import WishIn, WishOut
from delivery.orders.schemas.words import A_SLOT, AN_ID, ONCE_MORE, OfferPieces, SeatOut


class ChangeQuery(BaseSchema):
    """What an order is to hold, as ``offer:pieces``; of two that name one offer the later counts."""

    to = Many(OfferPieces(), most=2 * MOST_LINES, load_default=list)


class ChangeForm(ChangeQuery):
    """As above, and what the person was told that the order costs afterwards."""

    shown_fen = Whole(required=True)


class Move(BaseSchema):
    """Another place to collect."""

    drop_point = Id(required=True)


class WantedIn(BaseSchema):
    """So many of one offer."""

    offer_id = Id(required=True)
    quantity = Whole(required=True, least=1, most=MOST_PIECES, metadata={"example": 2})
    wish = Inside(WishIn, load_default=None, allow_none=True)


class OrderIn(BaseSchema):
    """An order of one household, over as many stores as it likes."""

    wave_id = Id(required=True, metadata=AN_ID)
    drop_point_id = Id(required=True)
    lines = Many(Inside(WantedIn), least=1, most=MOST_LINES, required=True)
    shown_fen = Whole(
        load_default=None,
        metadata={
            "description": "What the person was told it costs; another sum is refused.",
            "example": 2070,
        },
    )
    slot_at = Moment(load_default=None, metadata=A_SLOT)
    again = Flag(load_default=False, metadata=ONCE_MORE)


class QuantityIn(BaseSchema):
    """How many of one offer an order is to hold; none takes it out."""

    offer_id = Id(required=True)
    quantity = Whole(required=True, most=MOST_PIECES)


class AmendIn(BaseSchema):
    """What an order is to hold; lines that are not named stay as they are."""

    lines = Many(Inside(QuantityIn), most=MOST_LINES, load_default=list)
    drop_point_id = Id(load_default=None)
    shown_fen = Whole(
        load_default=None,
        metadata={
            "description": "What the person was told the order costs afterwards; another sum is"
            " refused.",
            "example": 2460,
        },
    )


class PreviewIn(BaseSchema):
    """What an order would hold; lines that are not named stay as they are."""

    lines = Many(Inside(QuantityIn), most=MOST_LINES, load_default=list)


class ChangeOut(BaseSchema):
    """From how many of an offer to how many, and what that costs more; ``left`` are on the shelf."""

    offer_id = fields.UUID(attribute="offer.id")
    name = fields.String(attribute="offer.name")
    before = fields.Integer(attribute="before")
    after = fields.Integer()
    more_fen = fields.Integer(attribute="difference.goods_fen")
    left = fields.Integer(attribute="on_shelf")


class PreviewOut(BaseSchema):
    """What a change would make of an order; ``goods_fen`` is the ``shown_fen`` of the change."""

    changes = fields.List(fields.Nested(ChangeOut))
    before_fen = fields.Integer(attribute="before.goods_fen")
    goods_fen = fields.Integer(attribute="after.goods_fen")
    held_fen = fields.Integer(attribute="after.held_fen")
    cancels = fields.Boolean(attribute="ends")
    possible = fields.Boolean()


class LineOut(BaseSchema):
    """A line of an order. ``price_fen`` is for a piece, or for a kilogram by weight.

    ``held_fen`` is by how much it may still become dearer. What comes instead of a line is a line
    that names it in ``replaces_id``; while it is ``proposed``, an answer is waited for.
    """

    id = fields.UUID()
    offer_id = fields.UUID()
    name = fields.String(attribute="offer.product.name", metadata={"example": "上海青"})
    quantity = fields.Integer()
    price_fen = fields.Integer()
    amount_fen = fields.Integer()
    state = fields.String(metadata={"example": "ordered"})
    picked = fields.Integer(allow_none=True)
    weighed_g = fields.Integer(allow_none=True)
    held_fen = fields.Integer()
    wish = fields.Nested(WishOut, attribute="wishes")
    replaces_id = fields.UUID(allow_none=True)
    answer_by_at = fields.AwareDateTime(allow_none=True)


class OrderOut(BaseSchema):
    """An order; how far it is, its bags say."""

    id = fields.UUID()
    wave_id = fields.UUID()
    store_id = fields.UUID()
    drop_point_id = fields.UUID()
    state = fields.String(metadata={"example": "placed"})
    placed_at = fields.AwareDateTime()
    lines = fields.List(fields.Nested(LineOut))
    money = fields.Nested(BalanceOut)
    slot = fields.Nested(SeatOut, attribute="seat", allow_none=True)


class OrdersOut(BaseSchema):
    """Orders; ``after`` is the number of the next page, if there is one."""

    rows = fields.List(fields.Nested(OrderOut))
    after = fields.Integer(allow_none=True)
