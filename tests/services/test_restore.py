"""A copy is put back, and phones learn of it by the epoch."""

import shutil
from dataclasses import replace

import pytest

from delivery import create_app
from delivery.handoffs.sync import epochs
from delivery.kernel.db import db
from delivery.migrations import runner
from delivery.places.models import District
from tests.conftest import SETTINGS, new_database


@pytest.fixture
def installation(backend, request, tmp_path):
    url = f"sqlite:///{tmp_path}/menkou.sqlite"
    if backend == "postgresql":
        if shutil.which("pg_dump") is None or shutil.which("pg_restore") is None:
            pytest.skip("the client programs of PostgreSQL are not on this machine")
        url = new_database(request.getfixturevalue("postgresql_server"), "menkou_restore")
    app = create_app(replace(SETTINGS, database_url=url))
    with app.app_context():
        runner.upgrade()
        yield app.test_cli_runner()
        db.session.remove()
        db.engine.dispose()


def name_district(name):
    db.session.add(District(name=name))
    db.session.commit()


def districts():
    db.session.rollback()
    return sorted(row.name for row in db.session.query(District))


def test_a_restore_puts_the_copy_back_and_begins_another_epoch_each_time(installation, tmp_path):
    copy = str(tmp_path / "copy")
    name_district("before")
    assert installation.invoke(args=["delivery", "backup", copy]).exit_code == 0
    seen = {epochs.current()}
    for n in range(2):
        name_district(f"after {n}")
        done = installation.invoke(args=["delivery", "restore", copy, "--yes"])
        assert done.exit_code == 0, done.output
        assert districts() == ["before"]
        seen.add(epochs.current())
    assert len(seen) == 3


def test_a_copy_that_was_put_back_by_other_means_is_marked(installation):
    done = installation.invoke(args=["delivery", "mark-restored"])
    assert f"epoch: {epochs.current()}" in done.output
    assert epochs.current() != epochs.NEVER_RESTORED


def test_nothing_is_put_back_without_a_yes(installation, tmp_path):
    copy = str(tmp_path / "copy")
    installation.invoke(args=["delivery", "backup", copy])
    name_district("after")
    assert installation.invoke(args=["delivery", "restore", copy], input="n\n").exit_code == 1
    assert districts() == ["after"]


def test_keys_are_changed_by_command(installation):
    assert "key 2" in installation.invoke(args=["delivery", "rotate-keys"]).output
