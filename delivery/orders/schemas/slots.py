"""The words of collection slots, and of the places where bags are collected."""

from marshmallow import fields

from delivery.kernel.schema import BaseSchema, Id, Moment
from delivery.orders.schemas.words import A_SLOT


class SlotsAsked(BaseSchema):
    """For which wave and drop point the slots are shown."""

    wave = Id(load_default=None, allow_none=True)
    drop_point = Id(load_default=None, allow_none=True)


class SlotForm(BaseSchema):
    """When the slot begins that a household chooses."""

    slot = Moment(required=True)


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


class CollectingPointOut(BaseSchema):
    """A place at a gate where bags are collected."""

    id = fields.UUID()
    name = fields.String(metadata={"example": "东门架子"})
    gate = fields.String(attribute="gate.name", metadata={"example": "东门"})
    compound = fields.String(attribute="gate.compound.name", metadata={"example": "云岩花园"})
