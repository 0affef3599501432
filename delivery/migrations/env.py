"""How alembic meets our models: the application's engine, batches on SQLite."""

from alembic import context

from delivery.kernel.db import Base, db, writing


def run() -> None:
    """Run the steps in one write transaction."""
    token = writing.set(True)
    try:
        migrate()
    finally:
        writing.reset(token)


def migrate() -> None:
    """Run the steps on a connection of the application's engine."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
