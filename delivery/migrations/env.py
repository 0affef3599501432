"""How alembic meets our models: the application's engine, batches on SQLite."""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from delivery.kernel.db import Base, db, writing


def run() -> None:
    """Run the steps in one write transaction."""
    token = writing.set(True)
    try:
        migrate()
    finally:
        writing.reset(token)


def migrate() -> None:
    """Run the steps on a connection of the application's engine.

    SQLite changes a table by making it anew, and references to it must not be looked at
    meanwhile; they are, all of them, before anything is kept.
    """
    with db.engine.connect() as connection:
        lite = connection.dialect.name == "sqlite"
        watch_references(connection, not lite)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=lite,
            compare_type=True,
            transactional_ddl=True,  # all steps in one, on SQLite too: it is able to
        )
        with context.begin_transaction():
            context.run_migrations()
            if lite:
                require_whole(connection)
        connection.commit()
        watch_references(connection, True)


def watch_references(connection: Connection, watched: bool) -> None:
    """Tell SQLite whether to watch references; it listens only outside transactions."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys = {'ON' if watched else 'OFF'}")


def require_whole(connection: Connection) -> None:
    """Refuse to go on where a reference leads nowhere."""
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError(f"references that lead nowhere: {broken[:5]}")


run()
