"""The words of baskets, orders, waves and money, in and out."""

from typing import Any

from marshmallow import fields, post_load

from delivery.kernel.schema import (
    BaseSchema,
    Choice,
    Flag,
    Id,
    Inside,
    LocalMoment,
    Many,
    Moment,
    TimeOfDay,
    Whole,
    Words,
    Yuan,
)
from delivery.merchants.catalogue.rules import CATEGORIES
from delivery.orders.rules import METHODS, MOST_LINES, MOST_PIECES
from delivery.orders.rules.wishes import KINDS, MOST_CHOICES, OTHERWISE, Wish
from delivery.orders.rules.wishes import Choice as Choice_

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


class Put(BaseSchema):
    """So many of one offer; none takes it out of the basket."""

    offer = Id(required=True)
    quantity = Whole(required=True, most=MOST_PIECES, metadata={"example": 2})


class PutForm(Put):
    """As above, and the page to go back to."""

    back = Words(most=300, load_default="")


class PlaceForm(BaseSchema):
    """When and where to collect, and the sum that was shown."""

    wave = Id(required=True)
    drop_point = Id(required=True)
    shown_fen = Whole(required=True)
    slot = Moment(load_default=None, allow_none=True)
    again = Flag(load_default=False)


class AgainForm(BaseSchema):
    """Which order is to be filled in again; without one the last."""

    order = Id(load_default=None)


class SlotsAsked(BaseSchema):
    """For which wave and drop point the slots are shown."""

    wave = Id(load_default=None, allow_none=True)
    drop_point = Id(load_default=None, allow_none=True)


class SlotForm(BaseSchema):
    """When the slot begins that a household chooses."""

    slot = Moment(required=True)


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


class WishOut(BaseSchema):
    """A wish; ``choices`` are offers, with the price of a piece when they were chosen."""

    kind = fields.String(metadata={"example": "similar"})
    cap_percent = fields.Integer(metadata={"example": 15})
    over_percent = fields.Integer(metadata={"example": 10})
    until = fields.Time(format="%H:%M", allow_none=True)
    otherwise = fields.String(metadata={"example": "refund"})
    choices = fields.List(fields.Nested(lambda: ChoiceOut()))


class ChoiceOut(BaseSchema):
    """An offer that may come instead."""

    offer_id = fields.UUID()
    piece_fen = fields.Integer(metadata={"example": 690})


class HomeWishesOut(BaseSchema):
    """What a household wishes where a line says nothing, and what never comes instead."""

    usual = fields.Nested(WishOut)
    categories = fields.List(fields.String())
    words = fields.List(fields.String())


class ChangeQuery(BaseSchema):
    """What an order is to hold, as ``offer:pieces``; of two that name one offer the later counts."""

    to = Many(OfferPieces(), most=2 * MOST_LINES, load_default=list)


class ChangeForm(ChangeQuery):
    """As above, and what the person was told that the order costs afterwards."""

    shown_fen = Whole(required=True)


class Move(BaseSchema):
    """Another place to collect."""

    drop_point = Id(required=True)


class WaveForm(BaseSchema):
    """A wave, on the district's clocks."""

    neighbourhood = Id(required=True)
    cut_off_at = LocalMoment(required=True, metadata={"example": "2026-11-24T12:00"})
    collect_from_at = LocalMoment(required=True, metadata={"example": "2026-11-24T16:00"})
    collect_to_at = LocalMoment(required=True, metadata={"example": "2026-11-24T19:00"})
    capacity = Whole(required=True, **CAPACITY)


class ScheduleForm(BaseSchema):
    """A wave that comes back every week, on the district's clocks. Monday is 0."""

    neighbourhood = Id(required=True)
    weekdays = Many(Choice(WEEKDAYS), least=1, most=7, required=True)
    cut_off = TimeOfDay(required=True, metadata={"example": "12:00"})
    collect_from = TimeOfDay(required=True, metadata={"example": "16:00"})
    collect_to = TimeOfDay(required=True, metadata={"example": "19:00"})
    capacity = Whole(required=True, **CAPACITY)


class CashForm(BaseSchema):
    """Cash that somebody hands in to a store."""

    store = Id(required=True)
    holder = Id(required=True)
    amount = Yuan(required=True, least_fen=1, metadata={"example": "120.00"})


class Paging(BaseSchema):
    """Which page of a list."""

    page = Whole(least=1, most=10_000, load_default=1)


class ShelvesQuery(BaseSchema):
    """What is looked for on the shelves of all stores that serve a household."""

    q = Words(most=60, load_default="", metadata={"example": "shq"})
    category = Choice(CATEGORIES, load_default=None)
    store_id = Id(load_default=None)
    page = Whole(least=1, most=10_000, load_default=1)


class PutIn(BaseSchema):
    """So many of one offer; none takes it out of the basket."""

    offer_id = Id(required=True)
    quantity = Whole(required=True, most=MOST_PIECES, metadata={"example": 2})


class PlaceIn(BaseSchema):
    """When and where to collect what is in the basket, and the sum that was shown."""

    wave_id = Id(required=True, metadata=AN_ID)
    drop_point_id = Id(required=True)
    shown_fen = Whole(required=True, metadata={"example": 2070})
    slot_at = Moment(load_default=None, metadata=A_SLOT)
    again = Flag(load_default=False, metadata=ONCE_MORE)


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


class SlotQuery(BaseSchema):
    """Where a household would collect; where it did last, if it is not said."""

    drop_point_id = Id(load_default=None)


class SlotIn(BaseSchema):
    """When the slot begins in which a household wants to collect."""

    slot_at = Moment(required=True, metadata=A_SLOT)


class SlotOut(BaseSchema):
    """A collection slot, and how many more households it takes."""

    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    left = fields.Integer(metadata={"example": 9})
    full = fields.Boolean(metadata={"example": False})


class SeatOut(BaseSchema):
    """When a household collects."""

    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()


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


class WaveIn(BaseSchema):
    """A wave, in instants with their zone."""

    neighbourhood_id = Id(required=True)
    cut_off_at = Moment(required=True, metadata={"example": "2026-11-24T12:00:00+08:00"})
    collect_from_at = Moment(required=True, metadata={"example": "2026-11-24T16:00:00+08:00"})
    collect_to_at = Moment(required=True, metadata={"example": "2026-11-24T19:00:00+08:00"})
    capacity = Whole(required=True, **CAPACITY)


class PaymentIn(BaseSchema):
    """A payment of all or a part of what an order owes."""

    amount_fen = Whole(required=True, least=1, metadata={"example": 2070})
    method = Choice(METHODS, required=True, metadata={"example": "cash"})


class CashIn(BaseSchema):
    """Cash that somebody hands in to a store."""

    store_id = Id(required=True)
    holder_id = Id(required=True)
    amount_fen = Whole(required=True, least=1, metadata={"example": 12000})


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


class BalanceOut(BaseSchema):
    """An order's money: ``paid + owed = goods + refunded + held``."""

    goods_fen = fields.Integer(metadata={"example": 2070})
    owed_fen = fields.Integer()
    paid_fen = fields.Integer()
    refunded_fen = fields.Integer()
    held_fen = fields.Integer()


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


class AgainIn(BaseSchema):
    """Which order is to be filled in again; without one the last."""

    order_id = Id(load_default=None, metadata=AN_ID)


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


class WaveOut(BaseSchema):
    """A wave: until when orders are taken, when bags are collected, how many households fit."""

    id = fields.UUID()
    neighbourhood_id = fields.UUID()
    state = fields.String(metadata={"example": "open"})
    cut_off_at = fields.AwareDateTime()
    collect_from_at = fields.AwareDateTime()
    collect_to_at = fields.AwareDateTime()
    capacity = fields.Integer()
    taken = fields.Integer()


class CollectingPointOut(BaseSchema):
    """A place at a gate where bags are collected."""

    id = fields.UUID()
    name = fields.String(metadata={"example": "东门架子"})
    gate = fields.String(attribute="gate.name", metadata={"example": "东门"})
    compound = fields.String(attribute="gate.compound.name", metadata={"example": "云岩花园"})


class CashHeldOut(BaseSchema):
    """Cash that somebody holds for a store."""

    holder_id = fields.UUID(attribute="holder.id")
    store_id = fields.UUID(attribute="store.id")
    fen = fields.Integer()


class WavesOut(BaseSchema):
    """Waves; ``after`` is the number of the next page, if there is one."""

    rows = fields.List(fields.Nested(WaveOut))
    after = fields.Integer(allow_none=True)


class StoreAsked(BaseSchema):
    """Which of one's stores."""

    store = Id(load_default=None)


class PaceForm(BaseSchema):
    """How many orders a store takes in one wave; absent for any number."""

    orders_per_wave = Whole(most=100_000, load_default=None, metadata={"example": 120})


class PacedOut(BaseSchema):
    """A wave to come, and how many orders of the store stand in it."""

    wave_id = fields.UUID(attribute="wave.id")
    cut_off_at = fields.DateTime(attribute="wave.cut_off_at")
    orders = fields.Integer(metadata={"example": 42})


class PaceOut(BaseSchema):
    """How many orders a wave a store takes, and how many stand."""

    orders_per_wave = fields.Integer(allow_none=True, metadata={"example": 120})
    waves = fields.List(fields.Nested(PacedOut))
