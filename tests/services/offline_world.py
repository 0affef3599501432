"""A database with one gate that can be put back to any moment of it, for phones to send to."""

import sqlite3
from contextlib import closing
from dataclasses import replace

from sqlalchemy import event as listening
from sqlalchemy import select
from sqlalchemy.engine import make_url

from delivery import create_app
from delivery.kernel import clock
from delivery.kernel.access import Actor, Role
from delivery.kernel.db import Base, db
from delivery.merchants.picking.models import Bag
from tests import factories as make
from tests.conftest import NOON, SETTINGS
from tests.handing import scene

# Who works with each of the five phones, and what they press; a driver hands nothing over.
KINDS = {
    Role.GATE_STAFF: (
        *("hand-over", "take-in", "return", "hand-over", "miss", "hand-over", "find", "destroy"),
    ),
    Role.VOLUNTEER: ("drop", "load", "return", "hand-over"),
    Role.LEADER: ("hand-over",),
}


class World:
    """Two bags, three guards, a driver and a leader, each with a phone, in a file of SQLite."""

    def __init__(self, folder):
        url = f"sqlite:///{folder}/sync.sqlite"
        self.path = make_url(url).database
        self.app = create_app(replace(SETTINGS, database_url=url))
        with self.app.app_context(), clock.at(NOON):
            listening.listen(db.engine, "connect", _careless)
            Base.metadata.create_all(db.engine)
            day = scene()
            guards = [make.actor_with(Role.GATE_STAFF, day.point.gate_id) for _ in range(3)]
            self.people: list[tuple[Actor, Role]] = [
                *((guard, Role.GATE_STAFF) for guard in guards),
                (day.driver, Role.VOLUNTEER),
                (day.leader, Role.LEADER),
            ]
            self.bags = list(db.session.scalars(select(Bag.id).order_by(Bag.number)))
            neighbourhood = day.point.gate.compound.neighbourhood_id
            self.coordinator = make.actor_with(Role.COORDINATOR, neighbourhood)
            db.session.commit()
            db.session.remove()
        self.beginning = self.copy()

    def copy(self) -> sqlite3.Connection:
        """Return a backup of now."""
        kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.path)) as source:
            source.backup(kept)
        return kept

    def put_back(self, copy: sqlite3.Connection) -> None:
        """Restore the database from a backup."""
        db.session.remove()
        db.engine.dispose()
        with closing(sqlite3.connect(self.path)) as target:
            copy.backup(target)


def _careless(connection, _record) -> None:
    """Do not wait for the disk: no power is cut here, and thousands of scenarios are run."""
    connection.execute("PRAGMA synchronous = OFF")
