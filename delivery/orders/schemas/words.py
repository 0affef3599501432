"""What the words of orders share: examples, limits, and one word for an offer and how many of it."""

from typing import Any

from marshmallow import fields

from delivery.kernel.schema import BaseSchema, Id, Whole, Words
from delivery.orders.rules import MOST_PIECES

A_SLOT = {
    "description": "When the slot begins; where it is not said, one is proposed.",
    "example": "2026-11-24T16:40:00+08:00",
}
ONCE_MORE = {
    "description": "The same basket within ten minutes is refused unless this says it is meant.",
}
AN_ID = {"example": "5b0c8a52-1f0e-4d5a-9d0e-0a4d5d1c7a11"}
CAPACITY = {"least": 1, "most": 100_000, "metadata": {"example": 200}}
WEEKDAYS = tuple(str(day) for day in range(7))


class OfferPieces(Words):
    """An offer and how many of it, in one word: ``5b0c8a52-…:3``."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        offer, _, pieces = str(super()._deserialize(value, attr, data, **kwargs)).partition(":")
        return Id().deserialize(offer), Whole(most=MOST_PIECES).deserialize(pieces)


class Paging(BaseSchema):
    """Which page of a list."""

    page = Whole(least=1, most=10_000, load_default=1)


class SeatOut(BaseSchema):
    """When a household collects."""

    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
