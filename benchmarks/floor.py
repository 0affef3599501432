"""The least that an order can cost: its rows by bare SQL, behind a bare Flask view."""

import json
import sqlite3
import uuid
from typing import Any

import psycopg
from flask import Flask, redirect, request
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from delivery.orders.models import Wave
from tests.conftest import NOON

READ = """SELECT b.offer_id, b.quantity, o.price_fen, o.store_id FROM basket_lines b
    JOIN offers o ON o.id = b.offer_id WHERE b.household_id = ? ORDER BY o.id"""
SEAT = "UPDATE waves SET taken = taken + 1 WHERE id = ? AND state = 'open' AND taken < capacity"
TAKE = "UPDATE offers SET stock = stock - ? WHERE id = ? AND stock >= ?"
ORDER = """INSERT INTO orders (id, wave_id, store_id, household_id, drop_point_id, placed_at,
    version, state) VALUES (?, ?, ?, ?, (SELECT id FROM drop_points LIMIT 1), ?, 1, 'placed')"""
LINE = """INSERT INTO lines (id, order_id, offer_id, quantity, price_fen, amount_fen, state)
    VALUES (?, ?, ?, ?, ?, ?, 'ordered')"""
MONEY = """INSERT INTO money_entries (id, order_id, kind, goods_fen, owed_fen, paid_fen,
    refunded_fen, held_fen, at) VALUES (?, ?, 'order', ?, ?, 0, 0, 0, ?)"""
MOVE = """INSERT INTO stock_moves (id, offer_id, change, reason, order_id, at)
    VALUES (?, ?, ?, 'order', ?, ?)"""
EVENT = """INSERT INTO events (at, recorded_at, subject, subject_id, action, target, facts)
    VALUES (?, ?, 'orders', ?, 'place', 'placed', ?)"""
EMPTY = "DELETE FROM basket_lines WHERE household_id = ?"


class Bare:
    """A connection with nothing between it and the driver."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.connection: Any = self._sqlite(url) if self.is_sqlite else self._postgresql(url)

    @staticmethod
    def _sqlite(url: str) -> Any:
        opened = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            opened.execute(f"PRAGMA {pragma}")
        return opened

    @staticmethod
    def _postgresql(url: str) -> Any:
        return psycopg.connect(url.replace("+psycopg", ""), autocommit=False)

    def sql(self, statement: str) -> str:
        """Return ``statement`` with the driver's own placeholders."""
        return statement if self.is_sqlite else statement.replace("?", "%s")

    def id(self, value: uuid.UUID) -> Any:
        """Return ``value`` as the driver takes it."""
        return value.hex if self.is_sqlite else value

    def at(self) -> Any:
        """Return the instant of the order as the column keeps it."""
        plain = NOON.replace(tzinfo=None)
        return plain.isoformat(" ") if self.is_sqlite else plain

    def begin(self) -> None:
        """Open a transaction as the application does."""
        if self.is_sqlite:
            self.connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make what was written stay."""
        self.connection.execute("COMMIT")


def bare_app(url: str, wave: Wave) -> FlaskClient:
    """Return a client of an application that does nothing but write one order a request."""
    bare, app = Bare(url), Flask("bare")
    wave_id = wave.id

    @app.post("/")
    def place() -> Response:
        write(bare, wave_id, uuid.UUID(request.form["household"]))
        return redirect("/orders")

    return app.test_client()


def write(bare: Bare, wave_id: uuid.UUID, household_id: uuid.UUID) -> None:
    """Write an order of what is in the household's basket."""
    cursor, at, home = bare.connection.cursor(), bare.at(), bare.id(household_id)
    bare.begin()
    lines = cursor.execute(bare.sql(READ), (home,)).fetchall()
    cursor.execute(bare.sql(SEAT), (bare.id(wave_id),))
    cursor.executemany(bare.sql(TAKE), [(n, offer, n) for offer, n, *_ in lines])
    order, goods = bare.id(uuid.uuid4()), sum(n * price for _, n, price, _ in lines)
    cursor.execute(bare.sql(ORDER), (order, bare.id(wave_id), lines[0][3], home, at))
    rows = [(bare.id(uuid.uuid4()), order, o, n, p, n * p) for o, n, p, _ in lines]
    cursor.executemany(bare.sql(LINE), rows)
    cursor.execute(bare.sql(MONEY), (bare.id(uuid.uuid4()), order, goods, goods, at))
    moves = [(bare.id(uuid.uuid4()), o, -n, order, at) for o, n, *_ in lines]
    cursor.executemany(bare.sql(MOVE), moves)
    cursor.execute(bare.sql(EVENT), (at, at, order, json.dumps({"goods_fen": goods})))
    cursor.execute(bare.sql(EMPTY), (home,))
    bare.commit()
