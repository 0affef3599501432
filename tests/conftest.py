"""One application a database and session; every test in a savepoint that is rolled back."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from delivery import create_app
from delivery.kernel import clock
from delivery.kernel.db import Base, db
from delivery.settings import Settings
from tests import servers

# Noon in Guiyang, on a Monday.
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
SETTINGS = Settings(
    secret_key="for-tests-only-0123456789-abcdefghijk",
    plain_http=True,
    demo=True,
    payment_provider="local",
    password_memory_kib=64,
    password_rounds=1,
)
BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with servers.postgresql() as url:
        yield url


def new_database(server: str, name: str) -> str:
    """Make an empty database called ``name`` on ``server`` and return its URL.

    Each process of a test run has its own, also on a server that they share.
    """
    name = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return server.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(scope="session", params=BACKENDS)
def backend(request) -> str:
    return request.param


@pytest.fixture(scope="session")
def database_url(backend, request, tmp_path_factory) -> str:
    """The URL of an empty database of the kind under test."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('db')}/menkou.sqlite"
    return new_database(request.getfixturevalue("postgresql_server"), "menkou_tests")


@pytest.fixture(scope="session")
def app(database_url) -> Iterator[Flask]:
    app = create_app(replace(SETTINGS, database_url=database_url))
    app.testing = True
    with app.app_context():
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app, at_noon) -> Iterator[object]:
    """A session whose commits land in a savepoint: the test ends, and nothing happened."""
    with app.app_context():
        engine = db.engine
        connection = engine.connect()
        everything = connection.begin()
        db.engines[None] = connection
        yield db.session
        db.session.remove()
        everything.rollback()
        connection.close()
        db.engines[None] = engine


@pytest.fixture
def at_noon() -> Iterator[datetime]:
    with clock.at(NOON):
        yield NOON


@pytest.fixture
def client(app, session):
    return app.test_client()


@pytest.fixture(scope="session")
def arena(backend, request, tmp_path_factory) -> Iterator[Flask]:
    """An application on a database of its own, for races between real transactions."""
    if backend == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('arena')}/menkou.sqlite"
    else:
        server = request.getfixturevalue("postgresql_server")
        url = new_database(server, "menkou_arena")
    app = create_app(replace(SETTINGS, database_url=url))
    with app.app_context():
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()
