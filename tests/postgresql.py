"""A PostgreSQL server of our own, on a free port, run by an unprivileged user (it refuses root).

python -m tests.postgresql COMMAND: runs the command with HEED_DATABASE_URL naming such a server
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.databases import SERVER, database_of, settings_of
from tests.requirements import missing

# Neither order of texts nor time zone are what SQLite has, so that nothing relies on them.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US")
GIGABYTE = 1_000_000_000
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "max_wal_size": "128MB",
    "TimeZone": "Asia/Kathmandu",
    # It need not outlive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def main(command: list[str]) -> int:
    """The command's exit code; where PostgreSQL is not installed, 0 without running it."""
    if _binaries() is None:
        print("PostgreSQL is not installed: skipped", file=sys.stderr)
        return int(os.environ.get("HEED_REQUIRE_ALL") == "1")
    with running_server() as url:
        return subprocess.run(command, env={**os.environ, "HEED_DATABASE_URL": url}).returncode


@contextmanager
def running_server() -> Iterator[str]:
    """The address of an empty database, gone afterwards."""
    binaries = _binaries()
    if binaries is None:
        missing("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="heed-pg-", dir=roomy_place()))
    port = _free_port()
    try:
        _own(folder)
        _run(binaries / "initdb", "-D", folder / "db", "-A", "trust", "-U", "heed", "-N", *LOCALE)
        settings = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        options = f"-p {port} -k {folder} {settings}"
        start = ("start", "-w", "-D", folder / "db", "-l", folder / "log", "-o", options)
        _run(binaries / "pg_ctl", *start)
        try:
            yield f"postgresql://heed@127.0.0.1:{port}/postgres"
        finally:
            _run(binaries / "pg_ctl", "stop", "-D", folder / "db", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database, on the server the tests run on if there is one."""
    if SERVER:
        with database_of(tmp_path_factory.mktemp("postgresql")) as folder:
            yield settings_of(folder)["HEED_DATABASE_URL"]
    else:
        with running_server() as url:
            yield url


def is_installed() -> bool:
    return _binaries() is not None


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    on_path = shutil.which("postgres")
    if found:
        return found[-1].parent
    return Path(on_path).parent if on_path else None


def roomy_place() -> str:
    """In memory where that is possible. Measured: copying a database takes 14 ms, 200 on disk."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > GIGABYTE else "/tmp"


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
