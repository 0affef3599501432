"""Waves open by a schedule and close by their state, never by a window of time."""

from datetime import time, timedelta

import pytest
from sqlalchemy import func, select

from delivery.kernel.access import Role
from delivery.kernel.errors import Conflict, Invalid, NotAllowed, WrongState
from delivery.kernel.ledger import Event
from delivery.orders.models import Wave, WaveSchedule
from delivery.orders.rules import Times
from delivery.orders.services import (
    close_due_waves,
    close_wave,
    drop_schedule,
    hold_wave,
    make_schedule,
    make_wave,
    open_scheduled_waves,
    resume_wave,
)
from tests import factories as make
from tests.conftest import NOON


@pytest.fixture
def neighbourhood(session):
    return make.make_neighbourhood()


@pytest.fixture
def coordinator(neighbourhood):
    return make.actor_with(Role.COORDINATOR, neighbourhood.id)


def times(cut_off=2, begins=4, ends=6):
    return Times(*(NOON + timedelta(hours=h) for h in (cut_off, begins, ends)))


def every(weekday, neighbourhood, coordinator, *, at=NOON, cut_off=time(12)):
    return make_schedule(
        neighbourhood,
        weekday=weekday,
        cut_off=cut_off,
        collect_from=time(16),
        collect_to=time(19),
        capacity=50,
        actor=coordinator,
        at=at,
    )


def cut_offs(session):
    return list(session.scalars(select(Wave.cut_off_at).order_by(Wave.cut_off_at)))


def test_a_wave_made_by_hand_is_open(session, neighbourhood, coordinator):
    id_ = make_wave(neighbourhood, times(), capacity=40, actor=coordinator, at=NOON)
    wave = session.get(Wave, id_)
    assert (wave.state, wave.capacity, wave.taken) == ("open", 40, 0)
    assert session.scalar(select(Event.action).where(Event.subject_id == id_)) == "open"


def test_two_waves_never_share_a_cut_off(neighbourhood, coordinator):
    make_wave(neighbourhood, times(), capacity=40, actor=coordinator, at=NOON)
    with pytest.raises(Conflict):
        make_wave(neighbourhood, times(), capacity=10, actor=coordinator, at=NOON)


@pytest.mark.parametrize(
    ("hours", "field"),
    [((-1, 4, 6), "cut_off_at"), ((5, 4, 6), "collect_from_at"), ((2, 6, 6), "collect_to_at")],
)
def test_times_out_of_order_are_refused_by_field(neighbourhood, coordinator, hours, field):
    with pytest.raises(Invalid) as refused:
        make_wave(neighbourhood, times(*hours), capacity=1, actor=coordinator, at=NOON)
    assert list(refused.value.fields) == [field]


def test_a_resident_makes_no_waves(neighbourhood):
    with pytest.raises(NotAllowed):
        make_wave(neighbourhood, times(), capacity=1, actor=make.actor_with("resident"), at=NOON)


def test_a_schedule_opens_its_next_wave_at_once_on_the_districts_clocks(
    session, neighbourhood, coordinator
):
    every(2, neighbourhood, coordinator)  # noon of this Monday is now; Wednesday is next
    assert cut_offs(session) == [NOON + timedelta(days=2)]


def test_todays_wave_is_opened_while_its_cut_off_lies_ahead(session, neighbourhood, coordinator):
    every(0, neighbourhood, coordinator, cut_off=time(12, 30))
    assert cut_offs(session) == [NOON + timedelta(minutes=30)]


def test_every_schedule_has_a_wave_ahead_on_any_later_day(session, neighbourhood, coordinator):
    for weekday in range(7):
        every(weekday, neighbourhood, coordinator)
    for later in range(0, 40, 3):
        at = NOON + timedelta(days=later, hours=1)
        open_scheduled_waves(at)
        ahead = select(func.count()).select_from(Wave).where(Wave.cut_off_at > at)
        assert session.scalar(ahead) == 7


def test_opened_again_nothing_is_doubled(session, neighbourhood, coordinator):
    every(2, neighbourhood, coordinator)
    assert open_scheduled_waves(NOON) == open_scheduled_waves(NOON) == []
    assert len(cut_offs(session)) == 1


def test_a_dropped_schedule_opens_no_more(session, neighbourhood, coordinator):
    id_ = every(2, neighbourhood, coordinator)
    drop_schedule(session.get(WaveSchedule, id_), actor=coordinator, at=NOON)
    assert open_scheduled_waves(NOON + timedelta(days=30)) == []


def test_due_waves_are_closed_however_late_the_worker_comes(session, neighbourhood):
    due = make.make_wave(neighbourhood, hours=1)
    later = make.make_wave(neighbourhood, hours=24 * 60)
    assert close_due_waves(NOON + timedelta(days=30)) == [due.id]
    assert close_due_waves(NOON + timedelta(days=30)) == []
    assert (due.state, later.state) == ("closed", "open")


def test_at_the_very_cut_off_a_wave_is_due(session, neighbourhood):
    wave = make.make_wave(neighbourhood)
    assert close_due_waves(wave.cut_off_at - timedelta(microseconds=1)) == []
    assert close_due_waves(wave.cut_off_at) == [wave.id]


def test_a_held_wave_waits_for_the_coordinator_whatever_the_time(session, neighbourhood):
    coordinator = make.actor_with(Role.COORDINATOR, neighbourhood.id)
    wave = make.make_wave(neighbourhood)
    hold_wave(wave, actor=coordinator, at=NOON)
    assert close_due_waves(NOON + timedelta(days=1)) == []
    resume_wave(wave, actor=coordinator, at=NOON)
    assert close_due_waves(NOON + timedelta(days=1)) == [wave.id]


def test_a_wave_is_closed_by_hand_once(session, neighbourhood, coordinator):
    wave = make.make_wave(neighbourhood)
    close_wave(wave, actor=coordinator, at=NOON)
    with pytest.raises(WrongState):
        close_wave(wave, actor=coordinator, at=NOON)
