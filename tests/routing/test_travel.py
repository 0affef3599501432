"""Metres and seconds between places, given or reckoned from the map."""

import numpy as np

from delivery.routing.core.parts import Place
from delivery.routing.core.travel import metres_between
from delivery.routing.core.units import NO_WAY
from tests.routing.makers import data, problem

GUIYANG, NEARBY = Place("a", 26.6470, 106.6302), Place("b", 26.6560, 106.6302)


def test_a_thousandth_of_a_degree_of_latitude_is_111_m_and_a_third_more_through_streets():
    metres = metres_between([GUIYANG, NEARBY])
    line_m = 6_371_009 * np.radians(0.009)
    assert metres[0, 1] == metres[1, 0] == int(np.ceil(line_m * 1.35))
    assert metres[0, 0] == 0


def test_a_place_across_the_date_line_and_the_other_side_of_the_earth_are_reached():
    metres = metres_between(
        [Place("a", 0, 179.999), Place("b", 0, -179.999), Place("c", 0, -0.001)]
    )
    assert metres[0, 1] < 400
    assert metres[0, 2] == int(np.ceil(np.pi * 6_371_009 * 1.35))


def test_seconds_by_speed_are_rounded_up():
    places = [{"id": p.id, "lat": p.lat, "lon": p.lon} for p in (GUIYANG, NEARBY)]
    given = problem(1, places=places, travel=[{"id": "walk", "speed_mm_s": 1400}])
    travel = given.travel[0]
    assert travel.time_s[0, 1] == -(-int(travel.distance_m[0, 1]) * 1000 // 1400)
    assert given.to_json()["travel"] == [{"id": "walk", "speed_mm_s": 1400}]


def test_null_in_either_matrix_means_no_way_at_all():
    walk = data(5)["travel"][0]
    walk["time_s"][0][1] = None
    travel = problem(5, travel=[walk]).travel[0]
    assert travel.distance_m[0, 1] == travel.time_s[0, 1] == NO_WAY
    assert travel.distance_m[1, 0] == 5
