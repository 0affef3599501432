"""The demonstration district: founded, walked through a day, and everything adds up."""

import random
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import func, select

from delivery import create_app
from delivery.demo.day.timeline import Timeline
from delivery.demo.day.walk import walk
from delivery.demo.district import make_district
from delivery.demo.founding.district import found
from delivery.demo.links import ROLES, sign_in_links
from delivery.demo.ready import always_open, some_shop
from delivery.demo.summary import figures_of
from delivery.desk.verify import verify
from delivery.kernel.db import db, transact
from delivery.merchants.picking.models import Bag
from delivery.migrations import runner
from tests.conftest import NOON, SETTINGS, new_database

HOUSEHOLDS, SHARE = 120, 0.25


@pytest.fixture(scope="module")
def town(backend, request, tmp_path_factory):
    """A founded district on a migrated database of its own."""
    url = (
        f"sqlite:///{tmp_path_factory.mktemp('town')}/town.sqlite"
        if backend == "sqlite"
        else new_database(request.getfixturevalue("postgresql_server"), "menkou_town")
    )
    app = create_app(replace(SETTINGS, database_url=url, planner_processes=0))
    with app.app_context():
        runner.upgrade()
        rng = random.Random(7)
        made = always_open(make_district(rng, households=HOUSEHOLDS))
        yield made, transact(partial(found, made, rng)), rng
        db.session.remove()
        db.engine.dispose()


def quietly(name, steps):
    return nullcontext(iter(steps))


def walked(town, timeline):
    made, ids, rng = town
    shoppings = some_shop(made, rng, SHARE)
    return walk(made, ids, shoppings, timeline, rng, progress=quietly, seconds=0.5)


def test_a_whole_day_ends_with_every_bag_handed_over_and_nothing_owed(town):
    figures = figures_of(walked(town, Timeline.whole(NOON)))
    assert figures.households == HOUSEHOLDS * SHARE
    assert list(figures.bags) == ["handed-over"]
    assert (figures.unserved, figures.faults, figures.owed_fen) == (0, 0, 0)
    assert {sentence: wrong for sentence, wrong in verify().items() if wrong} == {}


def test_a_day_under_way_has_something_to_do_for_everybody(town):
    wave = walked(town, Timeline.under_way(NOON.replace(day=4)))
    waiting = dict(
        tuple(row)
        for row in db.session.execute(select(Bag.state, func.count()).group_by(Bag.state))
    )
    assert waiting["at-gate"] > 0
    assert waiting.get("on-vehicle", 0) + waiting.get("packed", 0) > 0
    assert wave.state == "planned"
    assert [role for role, _ in sign_in_links()] == [str(role) for role in ROLES]
    assert not any(verify().values())
