"""The words of wishes: of a line, of a household, and of what never comes instead."""

from typing import Any

from marshmallow import fields, post_load

from delivery.kernel.schema import BaseSchema, Choice, Id, Inside, Many, TimeOfDay, Whole, Words
from delivery.merchants.catalogue.rules import CATEGORIES
from delivery.orders.rules.wishes import KINDS, MOST_CHOICES, OTHERWISE, Wish
from delivery.orders.rules.wishes import Choice as Choice_


class ShortWish(BaseSchema):
    """One of the short wishes for a line of the basket or an order."""

    offer = Id(required=True)
    wish = Words(required=True, most=20)


class WishForm(BaseSchema):
    """What is to be done where a shelf has less, and what that may cost at most."""

    kind = Choice(KINDS, required=True, metadata={"example": "similar"})
    cap_percent = Whole(most=100, load_default=0, metadata={"example": 15})
    over_percent = Whole(most=50, load_default=10, metadata={"example": 10})
    until = TimeOfDay(load_default=None, metadata={"example": "14:30"})
    otherwise = Choice(OTHERWISE, load_default="refund", metadata={"example": "refund"})
    choices = Many(Id(), most=MOST_CHOICES, load_default=list)

    @post_load
    def wish(self, words: dict[str, Any], **_: Any) -> Wish:
        """Return what the services are told; choices learn their prices there."""
        chosen = words.pop("choices") if words["kind"] == "choice" else []
        if words["kind"] in ("refund", "choice"):
            words["cap_percent"] = 0
        if words["kind"] != "ask":
            words |= {"until": None, "otherwise": "refund"}
        words.pop("choices", None)
        return Wish(choices=tuple(Choice_(id_, 0) for id_ in dict.fromkeys(chosen)), **words)


class WishIn(WishForm):
    """What is to be done where a shelf has less.

    ``similar``: something of the same kind, at most ``cap_percent`` dearer. ``choice``: one of the
    offers in ``choices``, in their order. ``ask``: the household is asked ``until`` a time on the
    district's clocks; ``otherwise`` where nobody answers. ``refund``: nothing comes instead.
    ``over_percent`` is how much heavier than estimated something weighed is paid for.
    """


class NeverForm(BaseSchema):
    """Categories, and words in names, that never come instead; words are separated by commas."""

    categories = Many(Choice(CATEGORIES), load_default=list)
    words = Words(most=500, load_default="")


class NeverIn(BaseSchema):
    """What never comes instead, whatever a line says; it replaces what was said before."""

    categories = Many(Choice(CATEGORIES), load_default=list, metadata={"example": ["snacks"]})
    words = Many(Words(most=40), load_default=list, metadata={"example": ["花生"]})


class BasketWishIn(BaseSchema):
    """The wish of one line of the basket; without one the household's own counts."""

    offer_id = Id(required=True)
    wish = Inside(WishIn, load_default=None, allow_none=True)


class LineWishIn(BaseSchema):
    """The wish of one line of an order."""

    offer_id = Id(required=True)
    wish = Inside(WishIn, required=True)


class ChoiceOut(BaseSchema):
    """An offer that may come instead."""

    offer_id = fields.UUID()
    piece_fen = fields.Integer(metadata={"example": 690})


class WishOut(BaseSchema):
    """A wish; ``choices`` are offers, with the price of a piece when they were chosen."""

    kind = fields.String(metadata={"example": "similar"})
    cap_percent = fields.Integer(metadata={"example": 15})
    over_percent = fields.Integer(metadata={"example": 10})
    until = fields.Time(format="%H:%M", allow_none=True)
    otherwise = fields.String(metadata={"example": "refund"})
    choices = fields.List(fields.Nested(lambda: ChoiceOut()))


class HomeWishesOut(BaseSchema):
    """What a household wishes where a line says nothing, and what never comes instead."""

    usual = fields.Nested(WishOut)
    categories = fields.List(fields.String())
    words = fields.List(fields.String())
