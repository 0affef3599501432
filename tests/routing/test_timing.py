"""When to start and when each visit begins."""

from delivery.routing.core.timing import Timeline, begins


def line(opens, closes, stays, legs, rides=()):
    return Timeline(opens, closes, stays, legs, rides)


def test_who_must_wait_leaves_later_instead():
    assert begins(line([0, 500, 0], [900, 900, 900], [0, 10, 0], [100, 100])) == [400, 500, 610]


def test_the_end_is_as_early_as_it_can_be():
    assert begins(line([0, 0, 0], [900, 900, 900], [0, 10, 0], [100, 100])) == [0, 100, 210]


def test_a_closing_time_cannot_be_passed():
    assert begins(line([0, 0, 0], [900, 99, 900], [0, 10, 0], [100, 100])) is None
    assert begins(line([0, 0, 0], [900, 900, 209], [0, 10, 0], [100, 100])) is None


def test_what_may_not_ride_long_is_loaded_late():
    # The first drop opens at 500; the store is 100 s before it and the ride may take 150 s.
    opens, closes = [0, 0, 500, 0], [900] * 4
    assert begins(line(opens, closes, [0, 50, 0, 0], [0, 100, 100], [(1, 2, 150)])) == [
        350,
        350,
        500,
        600,
    ]


def test_a_ride_that_waiting_at_a_drop_makes_too_long_is_refused():
    opens, closes = [0, 0, 0, 500, 0], [900, 900, 200, 900, 900]
    rides = [(1, 3, 250)]
    assert begins(line(opens, closes, [0] * 5, [0, 100, 100, 100], rides)) is None


def test_a_fixed_start_is_kept_whatever_follows():
    assert begins(line([50, 500, 0], [50, 900, 900], [0, 0, 0], [100, 100])) == [50, 500, 600]
