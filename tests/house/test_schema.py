"""The schema: one history, which ends at the models."""

import uuid
from dataclasses import replace
from datetime import datetime, time

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, String, text

from delivery import create_app
from delivery.kernel.db import Base, db
from delivery.migrations import runner
from tests.conftest import SETTINGS, new_database


@pytest.fixture
def empty(backend, request, tmp_path):
    if backend == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite"
    return new_database(request.getfixturevalue("postgresql_server"), "menkou_empty")


@pytest.fixture
def migrated(empty):
    app = create_app(replace(SETTINGS, database_url=empty))
    with app.app_context():
        runner.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_there_is_one_head():
    assert len(ScriptDirectory.from_config(runner.config()).get_heads()) == 1


def test_an_empty_database_and_all_migrations_are_the_models(migrated):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_events_cannot_be_changed_after_the_migrations(migrated):
    with db.engine.connect() as connection:
        connection.execute(
            text(
                "INSERT INTO events (at, recorded_at, subject, subject_id, action, facts) VALUES"
                " ('2026-03-02', '2026-03-02', 'bags', :id, 'drop', '{}')"
            ),
            {"id": "0" * 32},
        )
        with pytest.raises(Exception, match="events never change"):
            connection.execute(text("UPDATE events SET action = 'load'"))


def test_running_them_again_changes_nothing(migrated):
    assert runner.upgrade() == runner.head()


def test_rows_of_an_older_installation_are_brought_along(empty):
    """A packed order of the first schema, with what it stands on: nothing of it is lost."""
    app = create_app(replace(SETTINGS, database_url=empty))
    with app.app_context():
        runner.upgrade("0001")
        counted = fill(db.engine)
        runner.upgrade()
        with db.engine.connect() as connection:
            assert counts(connection) == counted
            (line,) = connection.execute(text("SELECT quantity, held_fen, wish FROM lines"))
            assert tuple(line) == (1, 0, None)
        db.session.remove()
        db.engine.dispose()


FILLED = (
    *("districts", "neighbourhoods", "compounds", "gates", "drop_points", "households"),
    *("stores", "products", "offers", "waves", "orders", "lines", "money_entries", "bags"),
    *("bag_lines", "basket_lines"),
)
ONE = uuid.UUID(int=1)
PLAIN = {str: "1", int: 1, float: 1.0, bool: False, datetime: datetime(2026, 3, 2), time: time(9)}
SAID = {
    "drop_points": {"closes_at": time(21)},
    "products": {"sold_by": "piece", "temperature": "ambient"},
    "waves": {
        "cut_off_at": datetime(2026, 3, 1),
        "collect_to_at": datetime(2026, 3, 3),
    },
    "money_entries": {"kind": "order", "paid_fen": 0, "refunded_fen": 0, "held_fen": 0},
}


def fill(engine):
    """Put a row into each of ``FILLED`` as its columns ask for it, and count them."""
    found = MetaData()
    found.reflect(engine)
    with engine.begin() as connection:
        for table in (t for t in found.sorted_tables if t.name in FILLED):
            row = {c.name: value_of(c) for c in table.columns if not c.nullable}
            connection.execute(table.insert().values(row | SAID.get(table.name, {})))
        return counts(connection)


def value_of(column):
    """Return something that ``column`` takes; every id is the same one."""
    if column.name == "id" or column.foreign_keys:
        return ONE.hex if isinstance(column.type, String) else ONE
    return PLAIN[column.type.python_type]


def counts(connection):
    return {t: connection.execute(text(f"SELECT count(*) FROM {t}")).scalar() for t in FILLED}
