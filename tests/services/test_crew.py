"""Vehicles, volunteers and shifts: nobody is in two places at once."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from delivery.crew import queries, services
from delivery.crew.models import Shift, Vehicle, Volunteer
from delivery.crew.rules import USUAL, kmh, mm_per_s
from delivery.kernel.access import Role
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.errors import Conflict, Invalid, WrongState
from delivery.orders.models import Wave
from delivery.people.models import Grant
from tests import factories as make
from tests.racing import race, refusals

BIKE = {
    "kind": "cargo-bike",
    "name": "三轮车 1",
    "lat": 26.6,
    "lon": 106.7,
    "mass_g": 300_000,
    "crates": 45,
    "cold_crates": 12,
    "speed_mm_s": 3900,
}


@pytest.fixture
def wave(session):
    return make.make_wave(make.make_neighbourhood())


@pytest.fixture
def coordinator(wave):
    return make.actor_with(Role.COORDINATOR, wave.neighbourhood_id)


@pytest.fixture
def bike(wave, coordinator):
    return services.add_vehicle(coordinator, wave.neighbourhood_id, BIKE)


@pytest.fixture
def volunteer(wave):
    return make.make_volunteer(wave.neighbourhood)


def give(coordinator, wave, vehicle, volunteer, *, after_h=0, hours=2):
    start = wave.cut_off_at + timedelta(hours=after_h)
    end = start + timedelta(hours=hours)
    return services.add_shift(coordinator, wave, vehicle, volunteer, starts_at=start, ends_at=end)


def test_a_vehicle_and_a_volunteer_get_a_time_on_a_wave(coordinator, wave, bike, volunteer):
    shift = give(coordinator, wave, bike, volunteer)
    assert queries.shifts_of([wave])[wave.id] == [shift]


def test_a_vehicle_is_not_given_twice_at_one_time(coordinator, wave, bike, volunteer):
    give(coordinator, wave, bike, volunteer)
    other = make.make_volunteer(wave.neighbourhood)
    with pytest.raises(Conflict) as refused:
        give(coordinator, wave, bike, other, after_h=1)
    assert list(refused.value.fields) == ["vehicle_id"]


def test_nobody_drives_twice_at_one_time_not_even_for_two_neighbourhoods(
    coordinator, wave, bike, volunteer
):
    give(coordinator, wave, bike, volunteer)
    elsewhere = make.make_wave(make.make_neighbourhood())
    van = make.make_shift(elsewhere).vehicle
    db.session.query(Shift).filter_by(vehicle_id=van.id).delete()
    there = make.keep(
        Volunteer(user_id=volunteer.user_id, neighbourhood_id=elsewhere.neighbourhood_id)
    )
    their = make.actor_with(Role.COORDINATOR, elsewhere.neighbourhood_id)
    with pytest.raises(Conflict) as refused:
        give(their, elsewhere, van, there)
    assert list(refused.value.fields) == ["volunteer_id"]


def test_one_shift_after_another_is_fine(coordinator, wave, bike, volunteer):
    give(coordinator, wave, bike, volunteer)
    give(coordinator, wave, bike, volunteer, after_h=2)


def test_a_shift_that_was_called_off_makes_room(coordinator, wave, bike, volunteer):
    shift = give(coordinator, wave, bike, volunteer)
    services.call_off(coordinator, shift)
    assert shift.called_off_at == now()
    give(coordinator, wave, bike, volunteer)
    with pytest.raises(WrongState):
        services.call_off(coordinator, shift)


@pytest.mark.parametrize(
    ("after_h", "hours", "field"), [(0, 0, "ends_at"), (-3, 2, "starts_at"), (9, 2, "starts_at")]
)
def test_a_shift_belongs_to_its_wave(coordinator, wave, bike, volunteer, after_h, hours, field):
    with pytest.raises(Invalid) as refused:
        give(coordinator, wave, bike, volunteer, after_h=after_h, hours=hours)
    assert list(refused.value.fields) == [field]


def test_a_robot_drives_itself_and_nothing_else_does(coordinator, wave, bike, volunteer):
    words = BIKE | {"kind": "robot", "name": "机器人 1"}
    robot = services.add_vehicle(coordinator, wave.neighbourhood_id, words)
    with pytest.raises(Invalid):
        give(coordinator, wave, robot, volunteer)
    with pytest.raises(Invalid):
        give(coordinator, wave, bike, None)
    assert give(coordinator, wave, robot, None).volunteer_id is None


def test_a_vehicle_that_is_out_of_use_gets_no_shift(coordinator, wave, bike, volunteer):
    services.edit_vehicle(coordinator, bike, BIKE | {"in_use": False})
    with pytest.raises(Invalid):
        give(coordinator, wave, bike, volunteer)


def test_two_vehicles_of_a_neighbourhood_do_not_share_a_name(coordinator, wave, bike):
    with pytest.raises(Conflict):
        services.add_vehicle(coordinator, wave.neighbourhood_id, BIKE)
    services.edit_vehicle(coordinator, bike, BIKE)  # its own name is its own


def test_a_volunteer_is_let_in_without_a_password_and_given_a_link(session, coordinator, wave):
    here = wave.neighbourhood_id
    volunteer, link = services.add_volunteer(
        coordinator, here, name="陈师傅", phone="199 0000 1234"
    )
    grant = session.scalars(select(Grant).filter_by(user_id=volunteer.user_id)).one()
    assert (grant.role, grant.scope_id) == ("volunteer", volunteer.id)
    assert len(link) == 48
    assert volunteer.user.password_hash is None


def test_who_can_sign_in_already_gets_no_link_and_is_one_person(session, coordinator, wave):
    here = wave.neighbourhood_id
    known = make.make_user("王芳", phone="+8619900001235", password_hash="x")
    for _ in range(2):
        volunteer, link = services.add_volunteer(
            coordinator, here, name="W. F.", phone="19900001235"
        )
    assert (volunteer.user_id, volunteer.user.name, link) == (known.id, "王芳", None)
    assert session.scalar(select(func.count()).select_from(Volunteer)) == 1


def test_speeds_survive_the_form():
    assert [kmh(mm_per_s(speed)) for speed in range(1, 81)] == list(range(1, 81))
    assert set(USUAL) == {"van", "cargo-bike", "on-foot", "robot"}


def test_of_two_coordinators_one_gets_the_vehicle(arena):
    with arena.app_context():
        day = now() + timedelta(days=1)
        times = {"cut_off_at": day, "collect_from_at": day + timedelta(hours=2)}
        wave = make.make_wave(
            make.make_neighbourhood(), **times, collect_to_at=day + timedelta(hours=5)
        )
        who = make.actor_with(Role.COORDINATOR, wave.neighbourhood_id)
        bike = services.add_vehicle(who, wave.neighbourhood_id, BIKE)
        drivers = [make.make_volunteer(wave.neighbourhood).id for _ in range(2)]
        wave_id, bike_id = wave.id, bike.id
        db.session.commit()

    def give_to(volunteer_id):
        there = db.session.get_one(Wave, wave_id)
        rows = db.session.get_one(Vehicle, bike_id), db.session.get_one(Volunteer, volunteer_id)
        return give(who, there, *rows).id

    outcomes = race(arena, *[partial(give_to, driver) for driver in drivers])
    assert [type(refused) for refused in refusals(outcomes)] == [Conflict]
