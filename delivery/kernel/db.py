"""The database handle, the base of all models, and how SQLite and PostgreSQL begin."""

import threading
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Table,
    event,
    types,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from delivery.kernel.ids import new_id

T = TypeVar("T")


class UTCDateTime(types.TypeDecorator[datetime]):
    """An instant. Refuses a naive datetime on the way in, gives an aware one on the way out."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return ``value`` in UTC, as both databases keep it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: say which zone you mean")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return ``value`` with its zone, UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


Instant = Annotated[datetime, mapped_column(UTCDateTime)]
Sequence = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"))]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False):
    """Base of all tables; rows are made with keyword arguments only."""

    metadata = MetaData(naming_convention=NAMING)


class Model(Base, repr=False):
    """Base of the rows that have an id of their own, which may be shown in a URL."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True, default_factory=new_id, insert_default=new_id
    )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


db = SQLAlchemy(
    metadata=Base.metadata, session_options={"join_transaction_mode": "create_savepoint"}
)

writing: ContextVar[bool] = ContextVar("writing", default=False)
_turn = threading.Lock()  # in one process, SQLite's writers wait here, not in its busy loop


def transact(act: Callable[[], T]) -> T:
    """Run ``act`` in one write transaction: all of what it wrote stays, or none.

    The transaction begins at the first SQL of ``act``, so that slow work done before it
    (hashing, parsing) holds nobody up.
    """
    token = writing.set(True)
    try:
        answer = act()
        db.session.commit()
        return answer
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(token)


def glance(read: Callable[[], T]) -> T:
    """Run ``read`` in a short transaction of its own, before the first SQL of a writing act.

    For what slow work needs to know first, such as the hash that a password is checked against:
    nobody waits for the write lock meanwhile.
    """
    token = writing.set(False)
    try:
        return read()
    finally:
        db.session.rollback()
        writing.reset(token)


def changed(result: Any) -> int:
    """Return how many rows an UPDATE, DELETE or conditional INSERT touched."""
    return int(result.rowcount)


# A key is taken, a row is gone, two waited for each other: on PostgreSQL and on SQLite.
COLLISIONS = frozenset(
    {"23505", "23503", "40001", "40P01"}
    | {f"SQLITE_CONSTRAINT_{kind}" for kind in ("UNIQUE", "PRIMARYKEY", "FOREIGNKEY")}
)


def collides(error: DBAPIError) -> bool:
    """Tell whether what somebody else wrote meanwhile stood in the way, and no mistake of ours."""
    names = (getattr(error.orig, name, None) for name in ("sqlstate", "sqlite_errorname"))
    return any(name in COLLISIONS for name in names)


def insert_into(table: Any) -> Any:
    """Return an INSERT that may say what happens ``on_conflict`` with a row that is there."""
    kind = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    return kind.insert(cast(Table, table))


@event.listens_for(Engine, "connect")
def _own_transactions(dbapi_connection: Any, _record: ConnectionPoolEntry) -> None:
    """Take transactions out of pysqlite's hands; it begins them late, and savepoints leak.

    ``synchronous=FULL``: with NORMAL a power cut loses orders that were acknowledged.
    """
    if type(dbapi_connection).__module__.startswith("sqlite3"):
        dbapi_connection.isolation_level = None
        for pragma in (
            "foreign_keys = ON",
            "busy_timeout = 30000",
            "journal_mode = WAL",
            "synchronous = FULL",
        ):
            dbapi_connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Queue for the write lock before the first read, where this transaction is going to write.

    A deferred transaction that reads and then writes fails at once with "database is locked"
    when another has written in between; no timeout helps.
    """
    if connection.dialect.name != "sqlite":
        return
    if not writing.get():
        connection.exec_driver_sql("BEGIN")
        return
    if not connection.info.get("turn"):  # it keeps its turn from one transaction to the next
        _turn.acquire()
        connection.info["turn"] = True
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@event.listens_for(Engine, "checkin")
def _next_turn(_dbapi_connection: Any, record: ConnectionPoolEntry) -> None:
    """Let the next writer in when a writing connection goes back to the pool, however it ended."""
    if record.info.pop("turn", False):
        _turn.release()
