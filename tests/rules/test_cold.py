"""The minutes of a cold bag: none lost, none counted twice, whatever was said of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.handoffs.cold.rules import Alarm, Minutes, Way, alarm, alarm_from, minutes_of
from tests.conftest import NOON


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def test_minutes_are_told_by_store_road_and_gate():
    way = Way(NOON, after(95), after(145), after(300))
    assert minutes_of(way, after(900)) == Minutes(95, 50, 155)


@pytest.mark.parametrize(
    ("way", "minutes"),
    [
        (Way(NOON), Minutes(100, 0, 0)),
        (Way(NOON, after(40)), Minutes(40, 60, 0)),
        (Way(NOON, None, after(70)), Minutes(70, 0, 30)),  # nobody said when it was loaded
        (Way(NOON, after(80), after(70)), Minutes(70, 0, 30)),  # said in the wrong order
        (Way(NOON, after(-5), after(70)), Minutes(0, 70, 30)),  # loaded before it was packed
        (Way(NOON, None, None, after(60)), Minutes(60, 0, 0)),  # handed over, and nothing else said
    ],
)
def test_what_is_not_known_counts_for_the_place_before(way, minutes):
    assert minutes_of(way, after(100)) == minutes


moments = st.none() | st.integers(-300, 900).map(after)


@given(left=moments, came=moments, ended=moments, now=st.integers(0, 900))
def test_the_total_is_the_time_from_packing_to_the_end_and_no_part_is_less_than_nothing(
    left, came, ended, now
):
    minutes = minutes_of(Way(NOON, left, came, ended), after(now))
    end = max(NOON, ended or after(now))
    assert minutes.total == (end - NOON) // timedelta(minutes=1)
    assert min(minutes.store, minutes.road, minutes.gate) >= 0


@pytest.mark.parametrize(
    ("total", "expected"), [(419, Alarm.FINE), (420, Alarm.SOON), (599, Alarm.SOON), (600, "over")]
)
def test_the_alarm_comes_at_seventy_per_cent_and_not_before(total, expected):
    assert alarm(total, 600) == expected


@given(allowed=st.integers(1, 2000), total=st.integers(0, 2000))
def test_bags_are_looked_for_by_when_they_were_packed_as_the_alarm_counts(allowed, total):
    since = alarm_from({"chilled": allowed}, after(total))["chilled"]
    assert (since >= NOON) == (alarm(total, allowed) != Alarm.FINE)
