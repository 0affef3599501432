"""The worker is killed at each failpoint and started again: nothing is lost or done twice.

The proof is a comparison: once the second worker is through, the rows must be those that a
worker leaves who was never killed.
"""

import json
import shutil
from collections import Counter
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text

from delivery.kernel import clock, failpoints
from delivery.kernel.access import Role
from delivery.kernel.db import Base, db
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.lists.checking import check
from delivery.merchants.catalogue.lists.columns import Column
from delivery.merchants.catalogue.lists.models import PriceList, PriceListRow
from delivery.merchants.catalogue.lists.services import accept, confirm, look_at, send
from delivery.merchants.catalogue.models import Offer, StockMove
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.services.slips import say_late
from delivery.notices.models import Telling
from delivery.orders.list_rows import WeeklyAsk
from delivery.orders.models import Line, Wave, WaveSchedule
from delivery.routing.models import Plan, Route, StopLoad
from tests import factories as make
from tests.conftest import NOON, SETTINGS, new_database
from tests.hostile_files import HEADS, ROW
from tests.services.routing_world import closed_wave, proposed
from tests.services.worker_child import attached, run

pytestmark = pytest.mark.xdist_group("killed-workers")
AT = NOON + timedelta(hours=3)
LATER = AT + timedelta(hours=1)  # what a dead worker had claimed has rested by then


@pytest.fixture(scope="module")
def full(backend, request, tmp_path_factory):
    """A database in which every kind of work is due, to be copied for each test."""
    if backend == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('full')}/full.sqlite"
    else:
        url = new_database(request.getfixturevalue("postgresql_server"), "menkou_killed")
    with attached(replace(SETTINGS, database_url=url)), clock.at(NOON):
        Base.metadata.create_all(db.engine)
        _fill()
        db.session.commit()
    return url


def _fill():
    packed = closed_wave(points=2, orders=2)
    home = packed.wave.neighbourhood
    home.adopts_plans_itself = True
    times = {"cut_off": time(12), "collect_from": time(16), "collect_to": time(19)}
    make.keep(WaveSchedule(neighbourhood_id=home.id, weekday=2, capacity=50, **times))
    late = make.make_wave(home, hours=1, cut_off_at=NOON + timedelta(hours=1))
    offer = make.make_offer(packed.store)
    make.make_order(late, packed.store, packed.orders[0].household, packed.points[0], offer)
    make.make_proposal(packed.orders[0])  # nobody answers it
    _fill_weekly(home, packed.orders[0].household, offer)
    _fill_lists(packed.store)
    _fill_slip()
    _fill_unclaimed(home, packed)


def _fill_unclaimed(home, packed):
    """Leave a bag at the gate that nobody has come for since yesterday."""
    gone = make.make_wave(home, state="planned", hours=-40)
    make.keep(PickList(_state="done", wave_id=gone.id, store_id=packed.store.id))
    household = packed.orders[0].household
    make.make_bag(make.make_order(gone, packed.store, household, packed.points[0]), state="at-gate")


def _fill_weekly(home, household, offer):
    """Leave a weekly list about which its household is to be asked."""
    wave = make.make_wave(home, hours=8)
    ask = make.make_weekly_ask(wave, household, offer)
    db.session.delete(ask)


def _fill_slip():
    """Leave a proposal that reckons with a time at which its store will not be ready."""
    world = closed_wave(points=1, orders=1, bags=0, list_state="open")
    plan = proposed(world, at=NOON + timedelta(hours=2))
    plan.seconds = 0.1
    (pick_list,) = db.session.scalars(select(PickList).filter_by(wave_id=world.wave.id))
    lead = make.actor_with(Role.SHIFT_LEAD, world.store.id)
    say_late(pick_list, 20, actor=lead, at=NOON + timedelta(hours=2, minutes=10))


def _fill_lists(store):
    """Leave one price list to be looked at, and one to be taken in."""
    manager = make.actor_with(Role.STORE_MANAGER, store.id)
    for row in (ROW, ROW.replace("101,", "200,")):
        looked = look_at(f"{HEADS}\n{row}".encode(), "list.csv")
        made = send(store, looked, actor=manager, at=NOON)
        columns = {Column(name): index for name, index in made.columns.items()}
        confirm(made, columns, actor=manager, at=NOON)
        db.session.commit()
        if row == ROW:
            check(made.id)
            accept(db.session.get(PriceList, made.id), actor=manager, at=NOON)


def installation(full, folder):
    """Return the settings of a copy of ``full`` that nobody else uses."""
    if full.startswith("sqlite"):
        url = f"sqlite:///{folder}/copy.sqlite"
        shutil.copy(full.removeprefix("sqlite:///"), folder / "copy.sqlite")
    else:
        url = copied(full)
    news = str(folder / "news")
    return replace(SETTINGS, database_url=url, solve_seconds=0.1, notices_dir=news)


def copied(full):
    server, name = full.rsplit("/", 1)
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}_copy WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}_copy TEMPLATE {name}"))
    engine.dispose()
    return f"{full}_copy"


def outcome(settings):
    """Return what there is after the work: rows by table and state, facts, and what was told."""
    with attached(settings):
        found = {
            model.__tablename__: Counter(db.session.scalars(select(model._state)))
            for model in (Wave, PickList, Line, Plan, Route, PriceList, WeeklyAsk)
        }
        found["loads"] = db.session.scalar(select(func.count()).select_from(StopLoad))
        for model in (Offer, StockMove, PriceListRow):
            rows = select(func.count()).select_from(model)
            found[model.__tablename__] = db.session.scalar(rows)
        found["events"] = _pairs(select(Event.subject, Event.action))
        found["tellings"] = _pairs(select(Telling.transport, Telling.told_at.is_(None)))
    return found | {"sent": _sent(settings)}


def _pairs(statement):
    return Counter(tuple(row) for row in db.session.execute(statement))


def _sent(settings):
    """Return to whom the file transport wrote how often, each message once."""
    files = sorted(Path(settings.notices_dir).glob("*.jsonl"))
    messages = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    assert len(messages) == len({message["id"] for message in messages}), "sent twice"
    return Counter(message["to"] for message in messages)


@pytest.fixture(scope="module")
def undisturbed(full, tmp_path_factory):
    """What a worker leaves who was never killed."""
    settings = installation(full, tmp_path_factory.mktemp("undisturbed"))
    assert [run(settings, AT), run(settings, LATER)] == [0, 0]
    return outcome(settings)


def test_a_worker_does_all_that_is_due(undisturbed):
    assert undisturbed["waves"] == {"open": 2, "closed": 2, "planned": 2}
    assert undisturbed["weekly_asks"] == {"asked": 1}
    assert undisturbed["routes"] == {"planned": 1}
    assert undisturbed["plans"] == {"adopted": 1, "withdrawn": 1, "proposed": 1}
    assert undisturbed["pick_lists"] == {"open": 2, "done": 2}
    assert undisturbed["price_lists"] == {"checked": 1, "published": 1}
    assert undisturbed["price_list_rows"] == 1
    assert undisturbed["lines"]["refused"] == 1
    assert undisturbed["events"]["orders", "decide"] == 1
    assert undisturbed["sent"]


@pytest.mark.parametrize("failpoint", failpoints.NAMES)
def test_killed_and_started_again_nothing_is_lost_or_doubled(
    full, tmp_path, undisturbed, failpoint
):
    settings = installation(full, tmp_path)
    assert run(settings, AT, failpoint) == failpoints.EXIT_CODE
    assert run(settings, LATER) == 0
    assert outcome(settings) == undisturbed


def test_a_worker_that_commits_in_the_middle_is_caught(full, tmp_path, undisturbed):
    settings = installation(full, tmp_path)
    bad = "commit-in-the-middle"
    assert run(settings, AT, "close:before-commit", bad) == failpoints.EXIT_CODE
    assert run(settings, LATER, variant=bad) == 0
    assert outcome(settings) != undisturbed
