"""A real installation begins with one command, and that command is safe to try."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from delivery import create_app
from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Store
from delivery.people.models import Grant, User
from delivery.places.models import District, DropPoint
from tests.conftest import SETTINGS, new_database

WORDS = {
    "district": "云岩区",
    "time-zone": "Asia/Shanghai",
    "neighbourhood": "黔灵社区",
    "compound": "云岩花园",
    "gate": "东门",
    "drop-point": "东门架子",
    "drop-point-at": "26.6012,106.7105",
    "store": "合家超市",
    "store-at": "26.61, 106.71",
    "operator": "李工",
    "operator-phone": "138 0000 0001",
    "operator-password": "two words 7",
    "coordinator": "周敏",
    "coordinator-phone": "138 0000 0002",
}


@pytest.fixture
def run(backend, request, tmp_path):
    url = f"sqlite:///{tmp_path}/new.sqlite"
    if backend == "postgresql":
        url = new_database(request.getfixturevalue("postgresql_server"), "menkou_setup")
    app = create_app(replace(SETTINGS, database_url=url))

    def command(typed="", **changes):
        words = WORDS | {name.replace("_", "-"): value for name, value in changes.items()}
        given = [f"--{name}={value}" for name, value in words.items() if value is not None]
        return app.test_cli_runner().invoke(args=["delivery", "setup", *given], input=typed)

    with app.app_context():
        yield command
        db.session.remove()
        db.engine.dispose()


def count(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_one_command_makes_a_district_with_one_of_everything(run):
    done = run()
    assert done.exit_code == 0, done.output
    assert "云岩区 is set up" in done.output
    point = db.session.scalars(select(DropPoint)).one()
    assert (point.lat, point.gate.compound.neighbourhood.name) == (26.6012, "黔灵社区")
    roles = {g.user.name: g.role for g in db.session.scalars(select(Grant))}
    assert roles == {"李工": "operator", "周敏": "coordinator"}
    assert "周敏 opens /welcome, types the code" in done.output


def test_what_is_not_given_is_asked_for(run):
    done = run("山坡街道\n", district=None)
    assert done.exit_code == 0, done.output
    assert db.session.scalars(select(District)).one().name == "山坡街道"


def test_a_second_time_is_refused_in_a_clear_sentence_and_changes_nothing(run):
    run()
    again = run(district="另一个区", operator_phone="138 0000 0009")
    assert again.exit_code == 1
    assert "set up already" in again.output
    assert (count(District), count(User), count(Store)) == (1, 2, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"time_zone": "Mars/Base"}, "There is no such time zone"),
        ({"store_at": "north of here"}, "store_lat: Expected degrees"),
        ({"operator_phone": "12345"}, "This is not a phone number"),
        ({"operator_password": "short"}, "at least 8 characters"),
        ({"coordinator_phone": "nobody"}, "This is not a phone number"),
        ({"compound": "x" * 61}, "compound: Please use 1 to 60 characters"),
    ],
)
def test_a_bad_word_is_named_and_nothing_is_kept(run, changes, said):
    refused = run(**changes)
    assert refused.exit_code == 1
    assert said in refused.output
    assert (count(District), count(User)) == (0, 0)
