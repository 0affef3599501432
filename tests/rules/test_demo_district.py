import itertools
import random
from collections import Counter
from math import hypot

import phonenumbers
import pytest

from delivery.demo.district import WrongSize, make_district
from delivery.demo.net import DEGREE_M, SOUTH_WEST_LAT, SOUTH_WEST_LON
from delivery.demo.streets import streets

DISTRICT = make_district(random.Random(1), households=600)


@pytest.mark.parametrize("size", [12, 13, 100, 599, 2_400, 9_999])
def test_the_count_of_households_is_exact_and_no_compound_is_empty(size):
    made = make_district(random.Random(1), households=size)
    assert len({home.key for home in made.households}) == size
    assert len(made.compounds) == 12
    assert all(compound.households for compound in made.compounds)


@pytest.mark.parametrize("size", [-1, 0, 11, 20_001])
def test_a_district_too_small_for_its_compounds_or_too_large_is_refused(size):
    with pytest.raises(WrongSize):
        make_district(random.Random(1), households=size)


def test_one_seed_always_makes_the_same_district():
    assert make_district(random.Random(1), households=600) == DISTRICT
    assert make_district(random.Random(2), households=600) != DISTRICT


def test_everybody_has_a_name_of_their_own_and_a_valid_mobile_that_nobody_shares():
    people = [home.resident for home in DISTRICT.households]
    people += [worker.person for worker in DISTRICT.workers]
    assert len({person.phone for person in people}) == len(people)
    assert len({person.name for person in people}) == len(people)
    for person in people:
        number = phonenumbers.parse(person.phone)
        assert phonenumbers.is_valid_number_for_region(number, "CN")
        assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


@pytest.mark.parametrize("compound", DISTRICT.compounds, ids=lambda compound: compound.key)
def test_every_household_is_in_one_group_of_about_ten_led_by_one_of_them(compound):
    grouped = [key for group in compound.groups for key in group.households]
    assert sorted(grouped) == sorted(home.key for home in compound.households)
    homes = {home.key: home for home in compound.households}
    for group in compound.groups:
        assert group.leader in group.households
        assert len(group.households) <= 15
        assert {homes[key].building for key in group.households} == {group.building}
        assert {homes[key].group for key in group.households} == {group.key}


@pytest.mark.parametrize("compound", DISTRICT.compounds, ids=lambda compound: compound.key)
def test_every_household_has_an_address_in_a_building_and_a_drop_point_at_a_gate(compound):
    buildings = {building.number: building for building in compound.buildings}
    points = {point.key for point in compound.drop_points}
    for home in compound.households:
        building = buildings[home.building]
        assert 1 <= home.unit <= building.units
        assert 1 <= home.floor <= building.floors
        assert home.room == f"{home.floor}{int(home.room[-2:]):02}"
        assert int(home.room[-2:]) <= building.flats
        assert home.drop_point == building.drop_point
        assert home.drop_point in points
    assert {point.gate for point in compound.drop_points} == {gate.key for gate in compound.gates}
    assert len(compound.gates) in (1, 2)


def test_addresses_come_in_natural_order():
    for compound in DISTRICT.compounds:
        places = [(h.building, h.unit, h.floor, int(h.room)) for h in compound.households]
        assert places == sorted(places)
        assert len(set(places)) == len(places)


def test_shelves_hold_their_households_bags_and_hours_are_in_order():
    homes = Counter(home.drop_point for home in DISTRICT.households)
    for point in DISTRICT.drop_points:
        assert point.shelf_crates >= 0.5 * homes[point.key]
        assert 0 < point.shelf_cold_crates < point.shelf_crates
        assert point.opens < point.closes


def test_risk_is_mostly_none_and_some_vehicle_may_enter_everywhere():
    risks = Counter(compound.risk for compound in DISTRICT.compounds)
    assert risks[0] >= 10
    assert max(risks) <= max(v.max_risk for v in DISTRICT.vehicles)


def test_vehicles_carry_a_usual_day_and_each_but_robots_has_a_driver():
    kinds = {vehicle.kind for vehicle in DISTRICT.vehicles}
    assert kinds == {"van", "cargo-bike", "on-foot", "robot"}
    assert sum(v.crates for v in DISTRICT.vehicles) >= 0.2 * len(DISTRICT.households)
    driven = {worker.at for worker in DISTRICT.workers if worker.role == "volunteer"}
    assert driven == {v.key for v in DISTRICT.vehicles if v.kind != "robot"}
    assert {v.store for v in DISTRICT.vehicles} <= {store.key for store in DISTRICT.stores}


def test_every_store_and_every_gate_has_somebody_at_work():
    posts = {worker.at for worker in DISTRICT.workers}
    gates = {gate.key for compound in DISTRICT.compounds for gate in compound.gates}
    assert {store.key for store in DISTRICT.stores} | gates <= posts


def test_compounds_belong_to_the_cells_and_all_names_differ():
    assert {compound.cell for compound in DISTRICT.compounds} == {c.key for c in DISTRICT.cells}
    for field in ("name_zh", "name_en"):
        names = [getattr(place, field) for place in (*DISTRICT.compounds, *DISTRICT.stores)]
        assert len(set(names)) == 15


def test_everything_lies_within_a_few_kilometres():
    places = [*DISTRICT.stores, *DISTRICT.compounds, *DISTRICT.drop_points]
    for place in places:
        north_m = (place.lat - SOUTH_WEST_LAT) * DEGREE_M
        east_m = (place.lon - SOUTH_WEST_LON) * DEGREE_M * 0.894
        assert 0 < north_m < 2_600
        assert 0 < east_m < 3_100


def metres(lon, lat):
    return (lon - SOUTH_WEST_LON) * DEGREE_M * 0.8943, (lat - SOUTH_WEST_LAT) * DEGREE_M


def off(point, a, b):
    """Return how far ``point`` is from the stretch between ``a`` and ``b``."""
    (x, y), (ax, ay), (bx, by) = point, a, b
    length = hypot(bx - ax, by - ay) ** 2
    part = max(0, min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length))
    return hypot(x - ax - part * (bx - ax), y - ay - part * (by - ay))


def drawn_lines(drawn):
    for feature in drawn["features"]:
        if feature["properties"]["class"] in ("street", "main"):
            for line in feature["geometry"]["coordinates"]:
                yield from itertools.pairwise(line)


def test_every_gate_and_store_lies_on_a_street_of_the_map():
    lines = list(drawn_lines(streets(DISTRICT, random.Random(3))))
    gates = [gate for compound in DISTRICT.compounds for gate in compound.gates]
    for place in (*gates, *DISTRICT.stores):
        here = metres(place.lon, place.lat)
        assert min(off(here, metres(*a), metres(*b)) for a, b in lines) < 30


@pytest.mark.parametrize("seed", range(5))
def test_the_map_is_whole_and_small(seed):
    drawn = streets(DISTRICT, random.Random(seed))
    kinds = {feature["properties"]["class"] for feature in drawn["features"]}
    assert kinds == {"block", "building", "park", "water", "street", "main"}
    assert len(repr(drawn)) < 150_000
    for feature in drawn["features"]:
        if feature["geometry"]["type"] == "MultiPolygon":
            assert all(
                ring[0] == ring[-1] for part in feature["geometry"]["coordinates"] for ring in part
            )
        else:
            assert all(len(line) > 1 for line in feature["geometry"]["coordinates"])


def test_one_seed_always_draws_the_same_map():
    assert streets(DISTRICT, random.Random(3)) == streets(DISTRICT, random.Random(3))
    assert streets(DISTRICT, random.Random(3)) != streets(DISTRICT, random.Random(4))
