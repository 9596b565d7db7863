"""How Alembic meets the application: one transaction a migration, Huey's tables left alone."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.core.db import UtcDateTime

database = current_app.extensions["migrate"].db
arguments = current_app.extensions["migrate"].configure_args


def is_ours(name: str | None, type_: str, parent_names: dict[str, str | None]) -> bool:
    """Only tables of the models: Huey keeps its own in the same PostgreSQL database."""
    return type_ != "table" or name in database.metadata.tables


def render_item(type_: str, item: object, _context: object) -> str | bool:
    """Migrations stand alone: they name no type of the application."""
    if type_ == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite changes some things only by making a table anew; meanwhile rows point nowhere. The
    switch works outside a transaction only, so it is thrown on the driver's own connection."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        lost = driver.execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise SystemExit(f"After the migration rows point to nothing: {lost[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    with database.engine.connect().execution_options(write=True) as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            include_name=is_ours,
            render_item=render_item,
            transaction_per_migration=True,
            compare_server_default=not is_sqlite,
            **arguments,
        )
        unguarded = without_foreign_keys(connection) if is_sqlite else nullcontext()
        with unguarded, context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Heed migrates a live database only: run `flask setup` or `flask db upgrade`.")
run()
