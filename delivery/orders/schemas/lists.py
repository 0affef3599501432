"""The words of favourites and weekly lists, in and out."""

from marshmallow import fields

from delivery.kernel.schema import BaseSchema, Choice, Flag, Id, Whole, Words
from delivery.merchants.catalogue.schemas import ShelfSearch
from delivery.orders.rules import MOST_PIECES
from delivery.orders.schemas.baskets import FormerOut, Put
from delivery.orders.schemas.words import AN_ID, WEEKDAYS


class ShopSearch(ShelfSearch):
    """What is looked for on the shelves, or among the household's favourites only."""

    kept = Flag(load_default=False)


class KeepForm(BaseSchema):
    """An offer that is kept as a favourite, or not, and the page to go back to."""

    offer = Id(required=True)
    kept = Flag(load_default=False)
    back = Words(most=300, load_default="")


class KeepIn(BaseSchema):
    """An offer that is kept as a favourite, or no longer."""

    offer_id = Id(required=True, metadata=AN_ID)
    kept = Flag(required=True)


class WeeklyPut(Put):
    """So many of one offer every week; none takes it off the list. And the page to go back to."""

    back = Words(most=300, load_default="")


class WeekdayForm(BaseSchema):
    """On which day of the week the list is collected; Monday is 0."""

    weekday = Choice(WEEKDAYS, required=True)


class WeeklyIn(BaseSchema):
    """So many of one offer every week; none takes it off the list."""

    offer_id = Id(required=True, metadata=AN_ID)
    quantity = Whole(required=True, most=MOST_PIECES, metadata={"example": 2})


class YesForm(BaseSchema):
    """The sum that was shown to who says yes."""

    shown_fen = Whole(required=True, metadata={"example": 8930})


class WeeklyLineOut(FormerOut):
    """One line of a weekly list: how many a week, how many there are today, and at what price."""

    was_fen = fields.Integer(metadata={"example": 390})
    price_fen = fields.Integer(attribute="offer.price_fen", metadata={"example": 390})
    amount_fen = fields.Integer(metadata={"example": 780})


class AskOut(BaseSchema):
    """The question whether this week's list is wanted; unanswered, nothing is ordered."""

    id = fields.UUID()
    wave_id = fields.UUID()
    answer_by_at = fields.AwareDateTime(attribute="wave.cut_off_at")


class WeeklyOut(BaseSchema):
    """A weekly list; ``ask`` waits for an answer. Without a list there is no weekday."""

    weekday = fields.Integer(allow_none=True, metadata={"example": 3})
    lines = fields.List(fields.Nested(WeeklyLineOut))
    goods_fen = fields.Integer(metadata={"example": 8930})
    ask = fields.Nested(AskOut, allow_none=True)
