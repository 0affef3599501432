"""The words of places: what is typed to make or correct them."""

from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates

from delivery.kernel.schema import (
    BaseSchema,
    Choice,
    Degrees,
    Flag,
    Id,
    LocalMoment,
    TimeOfDay,
    Whole,
    Words,
)

NAME = {"most": 60, "required": True}
NAME_EN = {"most": 60, "load_default": None, "allow_none": True}
HERE = {"lat": {"example": 26.6012}, "lon": {"example": 106.7105}}


class DistrictForm(BaseSchema):
    """The district that runs this installation."""

    name = Words(**NAME, metadata={"example": "云岩区示范街道"})
    name_en = Words(**NAME_EN, metadata={"example": "Yunyan"})
    time_zone = Words(required=True, most=60, metadata={"example": "Asia/Shanghai"})

    @validates("time_zone")
    def is_known(self, value: str, **_: object) -> None:
        """Refuse a zone that no clock knows."""
        if value not in available_timezones():
            raise ValidationError([_l("There is no such time zone. Example: Asia/Shanghai.")])


class NeighbourhoodForm(BaseSchema):
    """A community whose orders leave together."""

    name = Words(**NAME, metadata={"example": "黔灵社区"})
    name_en = Words(**NAME_EN, metadata={"example": "Qianling"})
    adopts_plans_itself = Flag(load_default=False)


class CompoundForm(BaseSchema):
    """A walled estate; how risky it is to enter, and until when that is said."""

    name = Words(**NAME, metadata={"example": "云岩花园"})
    name_en = Words(**NAME_EN, metadata={"example": "Yunyan Garden"})
    risk_level = Whole(most=9, load_default=0)
    risk_until = LocalMoment(load_default=None, allow_none=True)


class GateForm(BaseSchema):
    """Where people and goods pass."""

    name = Words(**NAME, metadata={"example": "东门"})
    name_en = Words(**NAME_EN, metadata={"example": "East Gate"})


class DropPointForm(BaseSchema):
    """Where bags are put down, when, and how much fits."""

    name = Words(**NAME, metadata={"example": "东门架子"})
    name_en = Words(**NAME_EN, metadata={"example": "East Gate shelf"})
    lat = Degrees(most=90, required=True, metadata=HERE["lat"])
    lon = Degrees(most=180, required=True, metadata=HERE["lon"])
    opens_at = TimeOfDay(required=True, metadata={"example": "07:00"})
    closes_at = TimeOfDay(required=True, metadata={"example": "21:00"})
    service_s = Whole(most=3_600, load_default=90)
    handling_s = Whole(most=600, load_default=8)
    shelf_crates = Whole(most=10_000, load_default=60)
    shelf_cold_crates = Whole(most=10_000, load_default=12)
    desks = Whole(most=50, load_default=0, metadata={"example": 2})
    desk_s = Whole(least=5, most=3_600, load_default=45)
    most_waiting = Whole(least=1, most=500, load_default=6)
    bags_after_min = Whole(most=1_440, load_default=0)


class GateAct(BaseSchema):
    """What becomes of a gate."""

    action = Choice(("open", "close", "restrict"), required=True, metadata={"example": "restrict"})


class PlaceOut(BaseSchema):
    """A place that has a name in two languages."""

    id = Id()
    name = Words(metadata={"example": "黔灵社区"})
    name_en = Words(metadata={"example": "Qianling"})


class DistrictOut(PlaceOut):
    """The district as programs see it."""

    time_zone = Words(metadata={"example": "Asia/Shanghai"})


class CompoundOut(PlaceOut):
    """A compound as programs see it."""

    neighbourhood_id = Id()
    risk_level = Whole(metadata={"example": 0})


class GateOut(PlaceOut):
    """A gate as programs see it."""

    compound_id = Id()
    state = Words(metadata={"example": "open"})


class DropPointOut(PlaceOut):
    """A drop point as programs see it."""

    gate_id = Id()
    lat = Degrees(most=90, metadata=HERE["lat"])
    lon = Degrees(most=180, metadata=HERE["lon"])
    opens_at = TimeOfDay(metadata={"example": "07:00"})
    closes_at = TimeOfDay(metadata={"example": "21:00"})
    service_s = Whole(metadata={"example": 90})
    handling_s = Whole(metadata={"example": 8})
    shelf_crates = Whole(metadata={"example": 60})
    shelf_cold_crates = Whole(metadata={"example": 12})
    desks = Whole(metadata={"example": 2})
    desk_s = Whole(metadata={"example": 45})
    most_waiting = Whole(metadata={"example": 6})
    bags_after_min = Whole(metadata={"example": 0})
