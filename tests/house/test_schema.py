"""The schema: one history, which ends at the models."""

from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

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
