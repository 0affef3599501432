"""A real installation begins with one command, and that command is safe to try."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from delivery import create_app
from delivery.desk.founding import set_up
from delivery.kernel.db import db
from delivery.kernel.errors import Conflict, Invalid
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


@pytest.fixture
def empty(session):
    return {name.replace("-", "_"): value for name, value in WORDS.items()}


def rows():
    db.session.rollback()
    models = (District, User, Store)
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


def test_a_second_time_is_refused_in_a_clear_sentence_and_changes_nothing(empty):
    set_up(empty)
    with pytest.raises(Conflict, match="set up already"):
        set_up(empty | {"district": "另一个区", "operator_phone": "138 0000 0009"})
    assert rows() == [1, 2, 1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"store_at": "north of here"}, "store_lat"),
        ({"operator_phone": "12345"}, "phone"),
        ({"operator_password": "short"}, "password"),
        ({"coordinator_phone": "nobody"}, "phone"),
        ({"compound": "x" * 61}, "compound"),
    ],
)
def test_a_bad_word_is_named_and_nothing_is_kept(empty, changes, field):
    with pytest.raises(Invalid) as refused:
        set_up(empty | changes)
    assert field in refused.value.fields
    assert rows() == [0, 0, 0]


def test_the_command_says_what_is_wrong(run):
    refused = run(time_zone="Mars/Base")
    assert refused.exit_code == 1
    assert "time_zone: There is no such time zone" in refused.output
