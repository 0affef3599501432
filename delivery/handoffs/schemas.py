"""The words of hand-offs: what forms and programs say, and what bags look like from outside."""

from typing import Any

from marshmallow import fields, post_load

from delivery.handoffs.rules import METHODS, Proof
from delivery.handoffs.unclaimed.rules import ANSWERS, ENDS
from delivery.kernel.schema import BaseSchema, Choice, Id, Inside, Many, Moment, Whole, Words
from delivery.merchants.picking.rules import TEMPERATURES
from delivery.orders.rules import METHODS as PAYMENTS

WAYS = ("put-right", "still-out", "both-out")
A_BAG = "6f1c1f0e-7a44-4c7e-9b53-5b6c0f7b2a11"
A_KEY = "phone-7:01J9ZK4T2M"


class Code(BaseSchema):
    """What was scanned or typed."""

    code = Words(required=True, most=400, metadata={"example": "7KXM2QP"})


class Counted(BaseSchema):
    """How many bags the volunteer counted; may be left out."""

    counted = Whole(most=9_999, load_default=None, metadata={"example": 23})


class HandOver(BaseSchema):
    """The bags that were given, what was looked at, and how the rest was paid, if it was."""

    bags = Many(Id(), least=1, most=200, required=True, metadata={"example": [A_BAG]})
    method = Choice(METHODS, load_default="list", metadata={"example": "code"})
    pay = Choice(PAYMENTS, load_default=None, metadata={"example": "cash"})
    owed_fen = Whole(load_default=None, metadata={"example": 2970})


class Payment(BaseSchema):
    """How what is owed was paid; for one order, or for all of the household."""

    order = Id(load_default=None, metadata={"example": A_BAG})
    pay = Choice(PAYMENTS, required=True, metadata={"example": "store-code"})
    owed_fen = Whole(load_default=None, metadata={"example": 2970})


class ProofWords(BaseSchema):
    """Why an act is believed: see ``rules.Proof``. ``at`` is when it happened, not when it is sent."""

    key = Words(required=True, least=8, most=100, metadata={"example": A_KEY})
    at = Moment(required=True, metadata={"example": "2026-03-02T08:41:00+00:00"})
    device = Words(most=60, load_default="api", metadata={"example": "phone-7"})
    method = Choice(METHODS, load_default="list", metadata={"example": "label"})

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Proof:
        """Return the words as what the services take."""
        return Proof(**data)


class Act(BaseSchema):
    """An act on bags, as a program says it."""

    bags = Many(Id(), least=1, most=500, required=True, metadata={"example": [A_BAG]})
    proof = Inside(ProofWords, required=True)


class StopAct(BaseSchema):
    """An act on all bags of a stop."""

    counted = Whole(most=9_999, load_default=None, metadata={"example": 23})
    proof = Inside(ProofWords, required=True)


class JustProof(BaseSchema):
    """An act on a stop that names nothing more."""

    proof = Inside(ProofWords, required=True)


class PaymentAct(BaseSchema):
    """A payment of all that is owed for some orders."""

    orders = Many(Id(), least=1, most=20, required=True, metadata={"example": [A_BAG]})
    pay = Choice(PAYMENTS, required=True, metadata={"example": "cash"})
    proof = Inside(ProofWords, required=True)


class WaitingQuery(BaseSchema):
    """Which of the waiting households to list."""

    temperature = Choice(TEMPERATURES, load_default="", metadata={"example": "chilled"})
    page = Whole(most=10_000, load_default=0, metadata={"example": 0})


class Wish(BaseSchema):
    """What a household would like to be done with bags that it cannot come for."""

    way = Choice(ANSWERS, required=True, metadata={"example": "door"})


class LeftOut(BaseSchema):
    """Bags of one order and class that wait past their household's time."""

    order = Id(attribute="order_id")
    temperature = Words(metadata={"example": "chilled"})
    bags = Whole(metadata={"example": 2})
    shelf = Whole(attribute="shelf_number", metadata={"example": 14})
    way = Words(metadata={"example": "door"})


class CarryOutAct(BaseSchema):
    """Which of an order's bags were brought to the door, sent back or given on."""

    order = Id(required=True, metadata={"example": A_BAG})
    temperature = Choice(TEMPERATURES, required=True, metadata={"example": "chilled"})
    way = Choice(ENDS, required=True, metadata={"example": "door"})
    proof = Inside(ProofWords, required=True)


class ShelfCount(BaseSchema):
    """How many bags of each class a guard counted on the shelf."""

    ambient = Whole(required=True, most=9_999, metadata={"example": 12})
    chilled = Whole(required=True, most=9_999, metadata={"example": 5})
    frozen = Whole(required=True, most=9_999, metadata={"example": 2})


class ShelfCountAct(BaseSchema):
    """A count of a gate's shelf, as a program says it."""

    counted = Inside(ShelfCount, required=True)
    proof = Inside(ProofWords, required=True)


class ShelfDifferenceOut(BaseSchema):
    """By how many bags of a class a count differs from the books; more is above nothing."""

    temperature = Words(metadata={"example": "chilled"})
    more = fields.Integer(metadata={"example": -1})


class DayOut(BaseSchema):
    """How a gate's day ended: bags by what became of them."""

    handed_over = Whole(metadata={"example": 120})
    returned = Whole(metadata={"example": 2})
    destroyed = Whole(metadata={"example": 0})
    missing = Whole(metadata={"example": 1})
    kept = Whole(metadata={"example": 3})


class ColdOut(BaseSchema):
    """A cold bag that has nearly used its minutes, and where it spent them."""

    bag = Id(attribute="bag.id")
    code = Words(attribute="bag.code", metadata={"example": "7KXM2QPA"})
    temperature = Words(attribute="bag.temperature", metadata={"example": "chilled"})
    store_min = Whole(attribute="minutes.store", metadata={"example": 95})
    road_min = Whole(attribute="minutes.road", metadata={"example": 50})
    gate_min = Whole(attribute="minutes.gate", metadata={"example": 280})
    allowed_min = Whole(metadata={"example": 600})
    alarm = Words(metadata={"example": "soon"})


class SwapQuery(BaseSchema):
    """What happened with a bag that is with the wrong household; empty before it is said."""

    way = Choice(WAYS, load_default="", metadata={"example": "put-right"})


class Swap(BaseSchema):
    """The other bag of an exchange."""

    code = Words(required=True, most=400, metadata={"example": "7KXM2QPA"})


class SwapAct(BaseSchema):
    """Two bags that were given to each other's household; see ``swapping.swap``."""

    bag = Id(required=True, metadata={"example": A_BAG})
    other = Id(required=True, metadata={"example": A_BAG})
    way = Choice(WAYS, required=True, metadata={"example": "put-right"})
    proof = Inside(ProofWords, required=True)


class BagStateOut(BaseSchema):
    """Where a bag is."""

    bag = Id()
    state = Words(metadata={"example": "at-gate"})


class Absent(BaseSchema):
    """Where a bag went that did not come; may be left out."""

    gate = Id(load_default=None, allow_none=True, metadata={"example": A_BAG})


class StrayAct(BaseSchema):
    """The label of a bag of another gate that turned up, and the gate at which it did."""

    code = Words(required=True, most=400, metadata={"example": "7KXM2QPA"})
    gate = Id(required=True, metadata={"example": A_BAG})
    proof = Inside(ProofWords, required=True)


class AbsentAct(Act):
    """Bags that did not come and, where it is known, the gate at which they are."""

    gate = Id(load_default=None, allow_none=True, metadata={"example": A_BAG})


class ExpectedQuery(BaseSchema):
    """Which slot's households to list: when it begins."""

    slot = Moment(load_default=None, allow_none=True)


class OutcomeOut(BaseSchema):
    """What came of an act on one bag."""

    bag = Id()
    outcome = Words(metadata={"example": "applied"})


class TakenOut(BaseSchema):
    """What was paid for one order."""

    order = Id()
    amount_fen = Whole(metadata={"example": 2970})


class BagOut(BaseSchema):
    """A bag as the gate sees it."""

    id = Id()
    code = Words(metadata={"example": "7KXM2QPA"})
    number = Whole(metadata={"example": 1})
    of = Whole(metadata={"example": 3})
    state = Words(metadata={"example": "at-gate"})
    temperature = Words(metadata={"example": "chilled"})
    order = Id(attribute="order_id")


class OwedOut(BaseSchema):
    """What a household owes one store."""

    order = Id(attribute="order_id")
    store = Words(attribute="name", metadata={"example": "合家超市"})
    owed_fen = Whole(metadata={"example": 2970})
    payment_code = Words(metadata={"example": "wxp://f2f0"})


class HouseholdOut(BaseSchema):
    """What a household collects: its bags, where they stand, and what it owes."""

    household = Id()
    shelf = Words(metadata={"example": "014"})
    bags = fields.List(fields.Nested(BagOut))
    owed = fields.List(fields.Nested(OwedOut))


class ArrivalOut(BaseSchema):
    """A visit that brings bags to a gate."""

    stop = Id(attribute="stop_id")
    route = Words(attribute="letter", metadata={"example": "A"})
    vehicle = Words(metadata={"example": "三轮 1"})
    drop_point = Words(attribute="name", metadata={"example": "东门架子"})
    arrives_at = Moment()
    coming = Whole(metadata={"example": 21})
    here = Whole(metadata={"example": 2})


class LastHeldOut(BaseSchema):
    """A bag that was to come with a visit, and who had it last."""

    bag = Id(attribute="id")
    code = Words(metadata={"example": "7KXM2QPA"})
    shelf = Whole(attribute="shelf_number", metadata={"example": 14})
    temperature = Words(metadata={"example": "chilled"})
    state = Words(metadata={"example": "on-vehicle"})
    said = Words(attribute="action", allow_none=True, metadata={"example": "load"})
    since = Moment(attribute="at", allow_none=True)


class LoadCountOut(BaseSchema):
    """What a visit was to bring, what the gate has seen of it, and what nobody has explained."""

    stop = Id(attribute="stop_id")
    route = Words(attribute="letter", metadata={"example": "A"})
    expected = Whole(metadata={"example": 21})
    here = Whole(metadata={"example": 19})
    counted_at = Moment(allow_none=True)
    unsettled = fields.List(fields.Nested(LastHeldOut))
    lost = fields.List(fields.Nested(LastHeldOut))


class WaitingOut(BaseSchema):
    """A household whose bags wait at the gate."""

    household = Id(attribute="id")
    building = Words(metadata={"example": "3"})
    unit = Words(metadata={"example": "2"})
    bags = Whole(metadata={"example": 3})
    ambient = Whole(metadata={"example": 2})
    chilled = Whole(metadata={"example": 1})
    frozen = Whole(metadata={"example": 0})
    since = Moment()


class PickupOut(BaseSchema):
    """The code with which a household collects its bags of one wave."""

    wave = Id()
    code = Words(metadata={"example": "7KXM2QP"})
    qr = Words(metadata={"example": "MK3:CAAAA…"})
    collect_from_at = Moment()
    collect_to_at = Moment()
