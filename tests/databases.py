"""The database of a data folder: `heed.db` in it, or, where HEED_DATABASE_URL names a PostgreSQL
server, a database there. It is copied from one that was migrated before; nothing else on the
server is touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text
from sqlalchemy.engine import make_url

GIVEN = os.environ.get("HEED_DATABASE_URL", "")
SERVER = GIVEN if GIVEN.startswith("postgresql") else ""
RUN = token_hex(4)  # others may test on the same server


def settings_of(folder: Path, **more: str) -> dict[str, str]:
    """What the environment says to a program that works in this data folder."""
    return {"HEED_DATA_DIR": str(folder), "HEED_DATABASE_URL": _address(folder), **more}


@contextmanager
def database_of(folder: Path, *, like: Path | None = None) -> Iterator[Path]:
    """The folder with a database that holds nothing, or what that of another folder holds. Nobody
    may be connected to the other one."""
    if not SERVER:
        if like is not None:
            shutil.copyfile(like / "heed.db", folder / "heed.db")
            shutil.copyfile(like / "bell.db", folder / "bell.db")
        yield folder
        return
    _create(_name(folder), _name(like) if like is not None else "template1")
    try:
        yield folder
    finally:
        _drop(_name(folder))


def renewed(folder: Path, *, like: Path) -> None:
    """The SQLite file of a folder is again what that of another one is. Nobody may be connected to
    either."""
    for more in ("-wal", "-shm"):
        (folder / f"heed.db{more}").unlink(missing_ok=True)
    shutil.copyfile(like / "heed.db", folder / "heed.db")


def skip_what_is_for_sqlite(test: pytest.Item) -> None:
    mark = test.get_closest_marker("sqlite")
    if mark is not None and SERVER:
        pytest.skip(f"about SQLite: {mark.args[0]}")


def _address(folder: Path) -> str:
    if not SERVER:
        return f"sqlite:///{folder / 'heed.db'}"
    return make_url(SERVER).set(database=_name(folder)).render_as_string(hide_password=False)


def _name(folder: Path) -> str:
    return f"heed_test_{RUN}_{sha256(str(folder).encode()).hexdigest()[:16]}"


def _create(name: str, template: str) -> None:
    with _server().connect() as connection:
        # Measured in memory: 14 ms, and 34 the way it would choose.
        way = "STRATEGY file_copy" if connection.dialect.server_version_info >= (15,) else ""
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} {way}"))


def _drop(name: str) -> None:
    with _server().connect() as connection:
        # Programs the test has killed may not have let go of it yet.
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@cache
def _server() -> Engine:
    url = make_url(SERVER).set(drivername="postgresql+psycopg")
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
