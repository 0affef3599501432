"""A backup holds what was committed, and replaces nothing."""

import shutil
import sqlite3

import pytest


@pytest.fixture
def runner(app):
    with app.app_context():
        yield app.test_cli_runner()


def test_a_backup_can_be_read_and_is_nobody_elses(runner, backend, tmp_path):
    file = tmp_path / "copy"
    done = runner.invoke(args=["delivery", "backup", str(file)])
    if backend == "postgresql" and shutil.which("pg_dump") is None:
        assert "install postgresql-client" in done.output
        assert not file.exists()
        return
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o077 == 0
    if backend == "sqlite":
        with sqlite3.connect(file) as copy:
            assert copy.execute("SELECT count(*) FROM districts").fetchone() is not None


def test_a_file_that_is_there_is_kept(runner, tmp_path):
    file = tmp_path / "old"
    file.write_text("kept")
    done = runner.invoke(args=["delivery", "backup", str(file)])
    assert done.exit_code == 1
    assert file.read_text() == "kept"
