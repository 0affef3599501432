"""The words of routing's requests and answers."""

from marshmallow import fields

from delivery.kernel.schema import BaseSchema, Whole

EXAMPLE_ID = "0b5c1f1e-3a52-4a39-8a4e-2f3b6a1d9c70"
EXAMPLE_TIME = "2026-03-02T07:30:00+00:00"


class PlanNumber(BaseSchema):
    """Which of a wave's plans; without a number, the one that matters most."""

    number = Whole(least=1, load_default=None)


class PlanWords(BaseSchema):
    """How long the router may think."""

    seconds = Whole(least=1, most=60, load_default=3, metadata={"example": 3})


class PlanAnswer(BaseSchema):
    """A plan, without what it says."""

    id = fields.UUID(metadata={"example": EXAMPLE_ID})
    number = fields.Integer(metadata={"example": 1})
    state = fields.String(metadata={"example": "proposed"})
    seconds = fields.Float(metadata={"example": 3.0})
    asked_at = fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    made_at = fields.AwareDateTime(allow_none=True, metadata={"example": EXAMPLE_TIME})


class PlansAnswer(BaseSchema):
    """The plans of a wave, the newest first."""

    plans = fields.List(fields.Nested(PlanAnswer))


class VisitAnswer(BaseSchema):
    """One stop of a route."""

    kind = fields.String(metadata={"example": "drop"})
    label = fields.String(metadata={"example": "A1"})
    name = fields.String(metadata={"example": "云岩花园 东门"})
    lat = fields.Float(metadata={"example": 26.6})
    lon = fields.Float(metadata={"example": 106.71})
    arrives_at = fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    bags = fields.Integer(metadata={"example": 23})
    crates = fields.Integer(metadata={"example": 4})
    state = fields.String(metadata={"example": "to"})


class LineAnswer(BaseSchema):
    """One route of a plan."""

    letter = fields.String(metadata={"example": "A"})
    driver = fields.String(metadata={"example": "陈先生"})
    vehicle = fields.String(metadata={"example": "三轮车 1"})
    leaves_at = fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    back_at = fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    distance_m = fields.Integer(metadata={"example": 9600})
    cost_fen = fields.Integer(metadata={"example": 2460})
    visits = fields.List(fields.Nested(VisitAnswer))


class LeftOutAnswer(BaseSchema):
    """Goods that no route brings, and why."""

    name = fields.String(metadata={"example": "锦绣小区 南门"})
    orders = fields.Integer(metadata={"example": 12})
    reasons = fields.List(fields.String(), metadata={"example": ["大门关着。"]})


class ChangeAnswer(BaseSchema):
    """One thing that adopting a proposal would change."""

    code = fields.String(metadata={"example": "moved"})
    text = fields.String(metadata={"example": "云岩花园 东门改由 B 线送，不走 A 线。"})


class BoardAnswer(PlanAnswer):
    """A plan with its routes, what they leave out, and what they cost, if it was made.

    ``changes`` are against the routes that are driven; null where there are none.

    ``saving_fen`` is the most that could still be saved, ``gap_percent`` how far above the best
    possible plan this one is at most; null while nothing is proved.
    """

    current = fields.Boolean(metadata={"example": True})
    cost_fen = fields.Integer(metadata={"example": 8250})
    saving_fen = fields.Integer(allow_none=True, metadata={"example": 160})
    gap_percent = fields.Float(allow_none=True, metadata={"example": 0.8})
    distance_m = fields.Integer(metadata={"example": 41200})
    routes = fields.List(fields.Nested(LineAnswer), attribute="lines")
    left_out = fields.List(fields.Nested(LeftOutAnswer))
    changes = fields.List(fields.Nested(ChangeAnswer), allow_none=True)


class MoveWords(BaseSchema):
    """Which shift brings a drop, and as which of its drops; neither leaves the drop out.

    Without ``position`` it is put where it costs least.
    """

    to = fields.UUID(load_default=None, allow_none=True, metadata={"example": EXAMPLE_ID})
    position = Whole(least=1, most=10_000, load_default=None)


class DropAsked(BaseSchema):
    """By when a drop should be; where it might go, if ``tries`` says that it might."""

    by = fields.Time(format="%H:%M", load_default=None, metadata={"example": "16:00"})
    to = fields.UUID(load_default=None, metadata={"example": EXAMPLE_ID})
    position = Whole(least=1, most=10_000, load_default=None)
    tries = fields.Boolean(load_default=False, metadata={"example": True})


class WhyAnswer(BaseSchema):
    """One thing in the way, or a price: a code, and a sentence."""

    code = fields.String(metadata={"example": "gate-closes"})
    text = fields.String(metadata={"example": "16:20 到不了。"})


class ElsewhereAnswer(BaseSchema):
    """What is in the way of another vehicle."""

    name = fields.String(metadata={"example": "路线 B"})
    reasons = fields.List(fields.Nested(WhyAnswer))


class TrialAnswer(BaseSchema):
    """What a move leads to, against the plan as it is."""

    feasible = fields.Boolean(metadata={"example": True})
    reasons = fields.List(fields.Nested(WhyAnswer))
    cost_fen = fields.Integer(metadata={"example": 320})
    minutes = fields.Integer(metadata={"example": 7})


class DropAnswer(BaseSchema):
    """A drop of a plan: when it begins, why not before ``by``, why with no other vehicle."""

    label = fields.String(metadata={"example": "A1"})
    name = fields.String(metadata={"example": "云岩花园 东门"})
    route = fields.String(metadata={"example": "A"})
    arrives_at = fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    by = fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    so_late = fields.List(fields.Nested(WhyAnswer))
    this_vehicle = fields.List(fields.Nested(WhyAnswer))
    elsewhere = fields.List(fields.Nested(ElsewhereAnswer))
    trial = fields.Nested(TrialAnswer, allow_none=True)


class GoodsAnswer(BaseSchema):
    """What of one temperature is at a stop."""

    temperature = fields.String(metadata={"example": "chilled"})
    bags = fields.Integer(metadata={"example": 5})


class StopAnswer(BaseSchema):
    """One stop of a volunteer's route. Bags that are lost or went back are not counted."""

    id = fields.UUID(metadata={"example": EXAMPLE_ID})
    position = fields.Integer(metadata={"example": 2})
    kind = fields.String(metadata={"example": "drop"})
    name = fields.String(metadata={"example": "锦绣小区 南门"})
    lat = fields.Float(metadata={"example": 26.6})
    lon = fields.Float(metadata={"example": 106.71})
    arrives_at = fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    bags = fields.Integer(metadata={"example": 23})
    mass_g = fields.Integer(metadata={"example": 86000})
    goods = fields.List(fields.Nested(GoodsAnswer))
    state = fields.String(metadata={"example": "now"})


class RouteAnswer(BaseSchema):
    """A route that is to be driven, without its stops."""

    id = fields.UUID(metadata={"example": EXAMPLE_ID})
    letter = fields.String(metadata={"example": "A"})
    wave_id = fields.UUID(metadata={"example": EXAMPLE_ID})
    leaves_at = fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    back_at = fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    distance_m = fields.Integer(metadata={"example": 9600})


class RoutesAnswer(BaseSchema):
    """The routes that the asker may see, the soonest first."""

    routes = fields.List(fields.Nested(RouteAnswer))


class RoadAnswer(RouteAnswer):
    """A route with its stops."""

    stops = fields.List(fields.Nested(StopAnswer))
