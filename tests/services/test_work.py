"""The worker's loop: one list of work, in which nothing holds up anything else."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select

from delivery.kernel import clock, failpoints
from delivery.kernel.db import Base, db
from delivery.kernel.idempotency import SavedAnswer
from delivery.merchants.picking.models import PickList
from delivery.orders.models import Wave
from delivery.routing.planning import Planner
from delivery.work import jobs, work, worker_for
from delivery.worker import Job
from tests import factories as make
from tests.conftest import NOON, SETTINGS
from tests.services.routing_world import LATER, closed_wave
from tests.services.worker_child import attached

QUICK = replace(SETTINGS, planner_processes=0, solve_seconds=0.1)
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def worker(session):
    made = worker_for(QUICK)
    yield made
    made.close()


def test_one_pass_does_what_becomes_due_by_it(session, worker):
    world = closed_wave(bags=0, list_state="open")
    late = make.make_wave(world.wave.neighbourhood, hours=1)
    late_id = late.id
    home = world.orders[0].household
    make.make_order(late, world.store, home, world.points[0], make.make_offer(world.store))
    session.commit()
    with clock.at(LATER):
        assert worker.run_once()
    assert session.get(Wave, late_id).state == "closed"
    assert session.scalars(select(PickList.state).filter_by(wave_id=late_id)).one() == "open"


def test_an_act_that_fails_is_logged_rests_and_stops_no_other(worker):
    done = []

    def broken():
        raise RuntimeError("the disk is full")

    worker._jobs = [
        Job("bad", lambda: True, broken),
        Job("good", lambda: not done, lambda: done.append(1) or 1),
    ]
    with structlog.testing.capture_logs() as logs:
        assert not worker.run_once()
    assert done == [1]
    assert [(log["event"], log["job"]) for log in logs[:2]] == [
        ("job-failed", "bad"),
        ("job-done", "good"),
    ]
    assert worker._rest_s["bad"] > 1


def test_what_fails_again_and_again_rests_longer_but_never_for_ever(worker):
    def broken():
        raise RuntimeError

    rests = []
    for _ in range(9):
        worker._try(Job("bad", lambda: True, broken))
        rests.append(worker._rest_s["bad"])
    assert rests[:4] == [2, 4, 8, 16]
    assert rests[-1] == 60


def test_old_answers_are_swept(session, worker):
    old = {
        "status": 200,
        "location": None,
        "mimetype": "text/html",
        "body": "",
        "content_hash": "x",
    }
    for key, age in (("old", 8), ("new", 1)):
        at = NOON - timedelta(days=age)
        session.add(SavedAnswer(actor_id=make.make_user().id, key=key, at=at, **old))
    session.commit()
    worker.run_once()
    assert session.scalars(select(SavedAnswer.key)).all() == ["new"]


def test_every_job_that_writes_can_be_killed_before_and_after_its_commit():
    named = {job.name for job in jobs(Planner(QUICK))} - {"sweep", "tell-all"}
    killable = {name.split(":")[0] for name in failpoints.NAMES}
    assert killable == named
    assert len(failpoints.NAMES) >= 12


def test_a_pass_for_nothing_writes_nothing(app, session):
    assert work(app, single=True)


def test_the_command_leaves_cleanly_when_it_is_told_to(tmp_path):
    settings = replace(SETTINGS, database_url=f"sqlite:///{tmp_path}/menkou.sqlite")
    with attached(settings):
        Base.metadata.create_all(db.engine)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "delivery", "work"]
    environment = os.environ | {
        "MENKOU_SECRET_KEY": SETTINGS.secret_key,
        "MENKOU_DATABASE_URL": settings.database_url,
    }
    with subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as running:
        said = running.stdout.readline()
        time.sleep(0.2)
        running.send_signal(signal.SIGTERM)
        said += running.stdout.read()
    assert running.returncode == 0, said.decode()
    assert b"worker-stopped" in said
