"""What routing asks: the goods of a wave, plans, and how far routes have come."""

from delivery.routing.queries.goods import drop_points, shares, shifts, shifts_of, stores
from delivery.routing.queries.plans import (
    foremost,
    plans_asked,
    plans_of,
    plans_out_of_time,
    plans_that_adopt_themselves,
    streets_of,
    under_way,
    waves_to_plan,
)
from delivery.routing.queries.present import bags_of_wave, driven, letters_of, planned_routes
from delivery.routing.queries.routes import bags_by_order, orders_at, with_stops

__all__ = [
    "bags_by_order",
    "bags_of_wave",
    "driven",
    "drop_points",
    "foremost",
    "letters_of",
    "orders_at",
    "planned_routes",
    "plans_asked",
    "plans_of",
    "plans_out_of_time",
    "plans_that_adopt_themselves",
    "shares",
    "shifts",
    "shifts_of",
    "stores",
    "streets_of",
    "under_way",
    "waves_to_plan",
    "with_stops",
]
