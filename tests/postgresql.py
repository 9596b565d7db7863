"""A PostgreSQL server of our own, on a free port, run by an unprivileged user (it refuses root)."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.requirements import missing


@contextmanager
def running_server() -> Iterator[str]:
    """The address of an empty database, gone afterwards."""
    binaries = _binaries()
    if binaries is None:
        missing("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="heed-pg-", dir="/tmp"))
    port = _free_port()
    try:
        _own(folder)
        _run(binaries / "initdb", "-D", folder / "db", "-A", "trust", "-U", "heed", "-N")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        start = ("start", "-w", "-D", folder / "db", "-l", folder / "log", "-o", options)
        _run(binaries / "pg_ctl", *start)
        try:
            yield f"postgresql://heed@127.0.0.1:{port}/postgres"
        finally:
            _run(binaries / "pg_ctl", "stop", "-D", folder / "db", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with running_server() as url:
        yield url


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    on_path = shutil.which("postgres")
    if found:
        return found[-1].parent
    return Path(on_path).parent if on_path else None


def _own(folder: Path) -> None:
    if os.geteuid() == 0:
        user = pwd.getpwnam("nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)


def _run(*command: object) -> None:
    as_user = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **as_user,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
