"""The words of waves, of their schedule, and of how many orders a store takes in one."""

from marshmallow import fields

from delivery.kernel.schema import (
    BaseSchema,
    Choice,
    Id,
    LocalMoment,
    Many,
    Moment,
    TimeOfDay,
    Whole,
)
from delivery.orders.rules.sharing import RULES
from delivery.orders.schemas.words import CAPACITY, WEEKDAYS


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


class WaveIn(BaseSchema):
    """A wave, in instants with their zone."""

    neighbourhood_id = Id(required=True)
    cut_off_at = Moment(required=True, metadata={"example": "2026-11-24T12:00:00+08:00"})
    collect_from_at = Moment(required=True, metadata={"example": "2026-11-24T16:00:00+08:00"})
    collect_to_at = Moment(required=True, metadata={"example": "2026-11-24T19:00:00+08:00"})
    capacity = Whole(required=True, **CAPACITY)


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


class SharingForm(BaseSchema):
    """By which rule a store shares what is not enough for everybody."""

    rule = Choice(RULES, required=True, metadata={"example": "equal"})


class PacedOut(BaseSchema):
    """A wave to come, and how many orders of the store stand in it."""

    wave_id = fields.UUID(attribute="wave.id")
    cut_off_at = fields.DateTime(attribute="wave.cut_off_at")
    orders = fields.Integer(metadata={"example": 42})


class PaceOut(BaseSchema):
    """How many orders a wave a store takes, and how many stand."""

    orders_per_wave = fields.Integer(allow_none=True, metadata={"example": 120})
    waves = fields.List(fields.Nested(PacedOut))
