"""The words of picking: what pickers press and type, and what programs send and read."""

from typing import Any

from marshmallow import fields, post_load

from delivery.kernel.schema import (
    BaseSchema,
    Choice,
    Flag,
    Id,
    Inside,
    Many,
    Moment,
    Whole,
    Words,
)
from delivery.merchants.picking.models import CUSTODY, PICK_LIST
from delivery.merchants.picking.rules import MOST_LATE_MIN, TEMPERATURES, Found
from delivery.orders.models import LINE
from delivery.orders.rules.wishes import KINDS

MOST_PIECES = 100_000
MOST_GRAMS = 1_000_000
LAST_PAGE = 9_999


class PageAsked(BaseSchema):
    """Which page of a long list."""

    page = Whole(least=1, most=LAST_PAGE, load_default=1)


class TaskPicked(BaseSchema):
    """What the picker found: all of it where ``found`` is left out."""

    item = Id(required=True)
    found = Whole(most=MOST_PIECES, load_default=None)
    weighed_g = Whole(least=1, most=MOST_GRAMS, load_default=None)


class TaskPutBack(BaseSchema):
    """The task that is to be picked again."""

    item = Id(required=True)


class LabelsAsked(BaseSchema):
    """An earlier run, or one bag's code; with neither, the bags that have no label yet."""

    run = Whole(least=1, most=LAST_PAGE, load_default=None, metadata={"example": 1})
    code = Words(most=40, load_default=None, metadata={"example": "7K3M-4Q2X"})


class Pick(BaseSchema):
    """What was found of one line."""

    line_id = Id(required=True)
    picked = Whole(required=True, most=MOST_PIECES, metadata={"example": 2})
    weighed_g = Whole(least=1, most=MOST_GRAMS, load_default=None, metadata={"example": 1040})

    @post_load
    def found(self, words: dict[str, Any], **_: Any) -> Found:
        """Return what the services are told."""
        return Found(**words)


class Picks(BaseSchema):
    """What was found of several lines: all of it is kept, or none."""

    picks = Many(Inside(Pick), required=True, least=1)


class PutBacks(BaseSchema):
    """Lines that are to be picked again."""

    line_ids = Many(
        Id(), required=True, least=1, metadata={"example": ["7d1f2a90-3c5e-4b8a-9d61-0e2f4a6b8c1d"]}
    )


class OrdersToPack(BaseSchema):
    """The orders to pack; all that are ready where they are left out."""

    order_ids = Many(
        Id(), load_default=None, metadata={"example": ["7d1f2a90-3c5e-4b8a-9d61-0e2f4a6b8c1d"]}
    )


class PickProgress(BaseSchema):
    """How far a list is."""

    lines = Whole(metadata={"example": 52})
    settled = Whole(metadata={"example": 40})
    orders = Whole(metadata={"example": 12})
    packed = Whole(metadata={"example": 3})
    ready = Whole(metadata={"example": 2})


class PickListShown(BaseSchema):
    """A pick list: one store's part of one wave."""

    id = Id(attribute="row.id")
    wave_id = Id(attribute="row.wave_id")
    store_id = Id(attribute="row.store_id")
    state = Choice(PICK_LIST.states, attribute="row.state", metadata={"example": "open"})
    cut_off_at = Moment(attribute="row.wave.cut_off_at")
    progress = Inside(PickProgress)


class PickListsShown(BaseSchema):
    """A page of pick lists."""

    lists = Many(Inside(PickListShown))
    more = Flag()


class PickPart(BaseSchema):
    """One order's share of what lies on a shelf."""

    line_id = Id()
    crate = Words(metadata={"example": "1-4"})
    quantity = Whole(metadata={"example": 2})
    picked = Whole(allow_none=True, metadata={"example": 2})
    weighed_g = Whole(allow_none=True, metadata={"example": 1040})
    state = Choice(LINE.states, metadata={"example": "ordered"})
    wish = Choice(KINDS, attribute="wish.kind", metadata={"example": "similar"})
    packed = Flag()


class PickTask(BaseSchema):
    """What lies on one shelf, for all orders of the list."""

    offer_id = Id(attribute="about.offer_id")
    name = Words(attribute="about.name", metadata={"example": "鲜牛奶"})
    name_en = Words(attribute="about.name_en", allow_none=True, metadata={"example": "Fresh milk"})
    zone = Words(attribute="about.zone", metadata={"example": "C3"})
    temperature = Choice(TEMPERATURES, attribute="about.temperature")
    sold_by = Choice(("piece", "weight"), attribute="about.sold_by")
    mass_g = Whole(attribute="about.mass_g", metadata={"example": 950})
    parts = Many(Inside(PickPart))


class WholePickList(PickListShown):
    """A pick list with everything on it, in the order of the shelves."""

    tasks = Many(Inside(PickTask))


class PackedBag(BaseSchema):
    """A packed bag, and what its label says."""

    id = Id()
    order_id = Id()
    number = Whole(metadata={"example": 1})
    of = Whole(metadata={"example": 3})
    temperature = Choice(TEMPERATURES)
    mass_g = Whole(metadata={"example": 4200})
    state = Choice(CUSTODY.states, metadata={"example": "packed"})
    code = Words(metadata={"example": "7K3M4Q2X"})
    payload = Words(metadata={"example": "MK1:7K3M4Q2X"})
    shelf_number = Whole(metadata={"example": 12})


class PackedBags(BaseSchema):
    """Bags of a list."""

    bags = Many(Inside(PackedBag))


class LabelRun(PackedBags):
    """A run of labels, and the bags that it is for."""

    run = Whole(metadata={"example": 1})
    codes = fields.Dict(
        keys=fields.UUID(),
        values=fields.String(),
        metadata={
            "description": "What each label's QR says, by bag: signed, for one gate and day."
        },
    )


class SlipForm(BaseSchema):
    """By how many minutes a store is later with a list than usual; none is on time."""

    late_min = Whole(required=True, most=MOST_LATE_MIN, metadata={"example": 20})


class Replacing(BaseSchema):
    """What comes instead of what a line misses: a product by its offer, or by its bar code."""

    line = Id(required=True)
    offer = Id(load_default=None)
    gtin = Words(most=40, load_default=None)
    pieces = Whole(least=1, most=MOST_PIECES, load_default=None)
    weighed_g = Whole(least=1, most=MOST_GRAMS, load_default=None)


class LineNamed(BaseSchema):
    """The line that is meant."""

    line = Id(required=True)


class Answer(BaseSchema):
    """Yes or no to what is proposed."""

    yes = Flag(required=True, metadata={"example": True})


class SubstitutionIn(BaseSchema):
    """What comes instead of what a line misses: ``offer_id`` or ``gtin`` names it.

    ``pieces`` are as many as are missing where they are left out; ``weighed_g`` is what the scale
    says of all of them, where they are sold by weight.
    """

    line_id = Id(required=True)
    offer_id = Id(load_default=None)
    gtin = Words(most=40, load_default=None, metadata={"example": "6901234567892"})
    pieces = Whole(least=1, most=MOST_PIECES, load_default=None, metadata={"example": 2})
    weighed_g = Whole(least=1, most=MOST_GRAMS, load_default=None)


class LineIn(BaseSchema):
    """The line that is meant."""

    line_id = Id(required=True, metadata={"example": "7d1f2a90-3c5e-4b8a-9d61-0e2f4a6b8c1d"})


class GoodsOut(BaseSchema):
    """A product of the store."""

    offer_id = Id()
    gtin = Words(metadata={"example": "6901234567892"})
    name = Words(metadata={"example": "鲜牛奶"})
    name_en = Words(allow_none=True, metadata={"example": "Fresh milk"})
    zone = Words(metadata={"example": "C3"})
    sold_by = Choice(("piece", "weight"))
    price_fen = Whole(metadata={"example": 690})
    stock = Whole(metadata={"example": 4})


class CandidateOut(BaseSchema):
    """What may come instead: ``amount_fen`` for ``pieces``, an estimate where it is weighed."""

    goods = Inside(GoodsOut)
    pieces = Whole(metadata={"example": 2})
    amount_fen = Whole(metadata={"example": 1380})
    more_fen = Whole(least=-MOST_GRAMS, metadata={"example": -20})


class WantedOut(BaseSchema):
    """A line that misses ``pieces``, and what may come instead, the best first."""

    line_id = Id(attribute="line.id")
    offer_id = Id(attribute="line.offer_id")
    name = Words(attribute="missing.goods.name", metadata={"example": "鲜牛奶"})
    pieces = Whole(attribute="missing.pieces", metadata={"example": 2})
    promised_fen = Whole(attribute="missing.promised_fen", metadata={"example": 1400})
    wish = Choice(KINDS, attribute="missing.wish.kind", metadata={"example": "similar"})
    candidates = Many(Inside(CandidateOut))


class WantedLines(BaseSchema):
    """The lines of a list for which something is to be looked for."""

    lines = Many(Inside(WantedOut))


class InsteadOut(BaseSchema):
    """What comes, or is proposed, instead of a line."""

    line_id = Id(attribute="id")
    replaces_id = Id()
    order_id = Id()
    offer_id = Id()
    name = Words(attribute="offer.product.name", metadata={"example": "鲜牛奶"})
    instead_of = Words(attribute="replaces.offer.product.name", metadata={"example": "纯牛奶"})
    quantity = Whole(metadata={"example": 2})
    state = Choice(LINE.states, metadata={"example": "proposed"})
    amount_fen = Whole(metadata={"example": 0})
    held_fen = Whole(metadata={"example": 1380})
    answer_by_at = Moment(allow_none=True)


class InsteadLines(BaseSchema):
    """What is proposed instead of lines of one's household's orders."""

    rows = Many(Inside(InsteadOut))
