"""The words of the crew's requests and answers."""

from marshmallow import fields

from delivery.crew.models import KINDS
from delivery.crew.rules import FASTEST_KMH
from delivery.kernel.schema import (
    BaseSchema,
    Choice,
    Degrees,
    Flag,
    Id,
    LocalMoment,
    Moment,
    Whole,
    Words,
    Yuan,
)

EXAMPLE_ID = "0b5c1f1e-3a52-4a39-8a4e-2f3b6a1d9c70"
EXAMPLE_START, EXAMPLE_END = "2026-03-02T06:00:00+00:00", "2026-03-02T11:00:00+00:00"
MOST_KG, MOST_CRATES, MOST_KM = 20_000, 2_000, 1_000


class Kind(BaseSchema):
    """The kind of vehicle that a form is about."""

    kind = Choice(KINDS, load_default=None)


class VehicleForm(BaseSchema):
    """A vehicle as people write it down: kilograms, kilometres an hour, yuan."""

    neighbourhood_id = Id(load_default=None)
    kind = Choice(KINDS, required=True)
    name = Words(most=40, required=True)
    lat = Degrees(most=90, required=True)
    lon = Degrees(most=180, required=True)
    returns = Flag(load_default=False)
    in_use = Flag(load_default=False)
    mass_kg = Whole(least=1, most=MOST_KG, required=True)
    crates = Whole(least=1, most=MOST_CRATES, required=True)
    cold_crates = Whole(most=MOST_CRATES, required=True)
    kmh = Whole(least=1, most=FASTEST_KMH, required=True)
    fixed = Yuan(required=True, most_fen=10_000_00)
    per_km = Yuan(required=True, most_fen=1_000_00)
    max_km = Whole(least=1, most=MOST_KM, load_default=None)
    max_stops = Whole(least=1, most=500, load_default=None)
    max_risk = Whole(most=9, required=True)
    max_loadings = Whole(least=1, most=20, required=True)


class VehicleWords(BaseSchema):
    """A vehicle in the units that it is kept in. Costs are in fen."""

    kind = Choice(KINDS, required=True, metadata={"example": "cargo-bike"})
    name = Words(most=40, required=True, metadata={"example": "三轮车 1"})
    lat = Degrees(most=90, required=True, metadata={"example": 26.6012})
    lon = Degrees(most=180, required=True, metadata={"example": 106.7105})
    returns = Flag(load_default=True, metadata={"example": True})
    in_use = Flag(load_default=True, metadata={"example": True})
    mass_g = Whole(least=1, most=MOST_KG * 1000, required=True, metadata={"example": 300_000})
    crates = Whole(least=1, most=MOST_CRATES, required=True, metadata={"example": 45})
    cold_crates = Whole(most=MOST_CRATES, required=True, metadata={"example": 12})
    speed_mm_s = Whole(least=100, most=25_000, required=True, metadata={"example": 3889})
    fixed_fen = Whole(most=10_000_00, load_default=0, metadata={"example": 1500})
    fen_per_km = Whole(most=1_000_00, load_default=0, metadata={"example": 80})
    max_distance_m = Whole(least=1, most=MOST_KM * 1000, load_default=None)
    max_stops = Whole(least=1, most=500, load_default=None)
    max_risk = Whole(most=9, load_default=9, metadata={"example": 9})
    max_loadings = Whole(least=1, most=20, load_default=4, metadata={"example": 4})


class NewVehicle(VehicleWords):
    """A vehicle, and the neighbourhood that it drives for."""

    neighbourhood_id = Id(required=True, metadata={"example": EXAMPLE_ID})


class VehicleAnswer(NewVehicle):
    """A vehicle as it is kept."""

    id = fields.UUID(metadata={"example": EXAMPLE_ID})


class VehiclesAnswer(BaseSchema):
    """The vehicles that the asker sees."""

    vehicles = fields.List(fields.Nested(VehicleAnswer))


class VolunteerForm(BaseSchema):
    """Somebody who wants to drive; who has one neighbourhood need not name it."""

    neighbourhood_id = Id(load_default=None)
    name = Words(most=60, required=True, metadata={"example": "陈师傅"})
    phone = Words(most=30, required=True, metadata={"example": "199 0000 0000"})


class NewVolunteer(VolunteerForm):
    """Somebody who wants to drive, and where."""

    neighbourhood_id = Id(required=True, metadata={"example": EXAMPLE_ID})


class VolunteerAnswer(BaseSchema):
    """A volunteer. ``link`` is shown once, to whoever let them in."""

    id = fields.UUID(metadata={"example": EXAMPLE_ID})
    name = fields.String(attribute="user.name", metadata={"example": "陈师傅"})
    neighbourhood_id = fields.UUID(metadata={"example": EXAMPLE_ID})


class NewVolunteerAnswer(VolunteerAnswer):
    """A volunteer who was just let in, with their first link; none if they have a password."""

    link = fields.String(allow_none=True, metadata={"example": "https://menkou.example/link/…"})


class VolunteersAnswer(BaseSchema):
    """The volunteers that the asker sees."""

    volunteers = fields.List(fields.Nested(VolunteerAnswer))


class ShiftForm(BaseSchema):
    """A shift as a form sends it: times on the district's clocks."""

    vehicle_id = Id(required=True)
    volunteer_id = Id(load_default=None)
    starts_at = LocalMoment(required=True)
    ends_at = LocalMoment(required=True)


class ShiftWords(BaseSchema):
    """A shift; without a volunteer only for a robot."""

    vehicle_id = Id(required=True, metadata={"example": EXAMPLE_ID})
    volunteer_id = Id(load_default=None, allow_none=True, metadata={"example": EXAMPLE_ID})
    starts_at = Moment(required=True, metadata={"example": EXAMPLE_START})
    ends_at = Moment(required=True, metadata={"example": EXAMPLE_END})


class ShiftAnswer(ShiftWords):
    """A shift as it is kept."""

    id = fields.UUID(metadata={"example": EXAMPLE_ID})
    wave_id = fields.UUID(metadata={"example": EXAMPLE_ID})


class ShiftsAnswer(BaseSchema):
    """The shifts of a wave that were not called off."""

    shifts = fields.List(fields.Nested(ShiftAnswer))
