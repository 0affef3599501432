"""A day on which every twelfth line is missing and every tenth is weighed, to its last fen."""

import random
import re
from dataclasses import replace

import pytest

from delivery import create_app
from delivery.demo.wants import make_baskets, wants
from delivery.kernel.db import db
from delivery.migrations import runner
from tests.conftest import SETTINGS, new_database
from tests.histories.faults import FAULTS, planted
from tests.picking_day import check, play

HOUSEHOLDS, SHARE = 120, 0.5


@pytest.fixture
def empty(backend, request, tmp_path):
    """A migrated database of its own, with nothing in it."""
    url = (
        f"sqlite:///{tmp_path}/day.sqlite"
        if backend == "sqlite"
        else new_database(request.getfixturevalue("postgresql_server"), "menkou_day")
    )
    app = create_app(replace(SETTINGS, database_url=url, planner_processes=0))
    with app.app_context():
        runner.upgrade()
        yield
        db.session.remove()
        db.engine.dispose()


def a_day(seed):
    rng = random.Random(seed)
    return play(make_baskets(HOUSEHOLDS, wants(), rng), HOUSEHOLDS, rng, share=SHARE)


def test_money_stock_caps_and_bags_add_up_at_the_end_of_a_day(empty):
    day = check(a_day(3))
    assert day.households == HOUSEHOLDS * SHARE
    assert 0.04 < day.short / day.lines < 0.13
    assert 0.07 < day.weighed / day.lines < 0.13
    assert day.instead["picked"] > 0
    # How many are refused hangs on ids, which are new each time: none at all in one day of ten.
    assert sum(day.instead.values()) >= 10


def test_a_day_with_a_wrong_scale_is_found(empty):
    """The negative control."""
    fault = FAULTS["every gram is charged"]
    with planted(fault):
        wave = a_day(3)
    with pytest.raises(AssertionError) as said:
        check(wave)
    assert re.search(fault.found, str(said.value))
