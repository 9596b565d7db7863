"""The one way out: whom Heed asks, for how long, and how much it reads of the answer."""

from __future__ import annotations

import ast
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

import pytest

from app.core import http
from tests.core.odd_server import OddServer, odd_server
from tests.core.outgoing_addresses import every_address

TOP = Path(__file__).resolve().parents[2]
PUBLIC = "93.184.215.14"


@pytest.fixture
def server() -> Iterator[OddServer]:
    with odd_server() as running:
        http.install([f"127.0.0.1:{running.port}"])
        yield running
        http.install([])


@pytest.fixture
def traps(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[OddServer]]:
    """Listening on every address of this machine, at a port that is let through."""
    http.install([])
    with ExitStack() as stack:
        first = stack.enter_context(odd_server("0.0.0.0"))
        found = [first]
        if socket.has_dualstack_ipv6():
            found.append(stack.enter_context(odd_server("::", first.port)))
        monkeypatch.setattr(http, "PORTS", {"http": first.port, "https": first.port})
        yield found


def test_nothing_inside_is_ever_connected_to(traps: list[OddServer]) -> None:
    addresses, refused = every_address(traps[0].port), 0
    for address in addresses:
        with pytest.raises((http.Refused, http.Unreachable)):
            http.fetch(address, seconds=2)
        refused += 1
    connections = sum(trap.connections for trap in traps)
    print(f"{refused} of {len(addresses)} addresses refused, {connections} connections")
    assert len(addresses) >= 80
    assert connections == 0

    http.install([f"127.0.0.1:{traps[0].port}"])
    assert http.fetch(f"http://127.0.0.1:{traps[0].port}/").body == b"ok"
    assert traps[0].connections == 1, "the trap does catch"


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 8443])
def test_only_web_ports_are_asked(port: int) -> None:
    with pytest.raises(http.Refused, match="80 and 443"):
        http.fetch(f"http://{PUBLIC}:{port}/")


@pytest.mark.parametrize(
    "address",
    [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", f"::ffff:{PUBLIC}", f"64:ff9b::{PUBLIC}"],
)
def test_the_open_internet_is_asked(address: str) -> None:
    assert http.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "::127.0.0.1",
        "::93.184.215.14",
        "64:ff9b::127.0.0.1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:7f00:1::",
        "2001:0:5ef5:79fd:0:0:a247:28f1",
        "::ffff:169.254.169.254",
        "fec0::1",
        "4000::1",
        "224.0.0.1",
        "240.0.0.1",
        "192.0.0.9",
        "192.0.0.10",
        "192.88.99.1",
        "100.64.0.1",
        "fe80::1%lo",
        "localhost",
    ],
)
def test_what_only_looks_like_the_open_internet_is_not_asked(address: str) -> None:
    assert not http.is_public(address)


def test_a_name_is_looked_up_once_and_the_checked_address_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rebinding: the second look-up would lead to this machine."""
    answers, connected = [[PUBLIC], ["127.0.0.1"]], []

    def look_up(*_args: object, **_more: object) -> list[tuple[object, ...]]:
        return [(None, None, None, "", (address, 80)) for address in answers.pop(0)]

    def connect(address: tuple[str, int], **_more: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(http.Unreachable):
        http.fetch("http://rebinding.example/")
    assert connected == [(PUBLIC, 80)]
    assert answers == [["127.0.0.1"]]
    with pytest.raises(http.Refused):
        http.fetch("http://rebinding.example/")
    answers.append([PUBLIC, "10.0.0.1"])
    with pytest.raises(http.Refused):
        http.fetch("http://one-of-two.example/")
    assert connected == [(PUBLIC, 80)]


def test_a_redirect_is_an_answer(server: OddServer) -> None:
    assert http.fetch(server.url("/led-away")).status == 302
    assert server.connections == 1


def test_host_says_the_name_and_no_proxy_is_used(
    server: OddServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    http.install([f"localhost:{server.port}"])
    answer = http.fetch(f"http://localhost:{server.port}/a?b=c", form={"d": "e&f"})
    assert answer == (200, b"ok")
    assert server.asked[0].startswith(b"POST /a?b=c HTTP/1.1\r\n")
    assert f"Host: localhost:{server.port}".encode() in server.asked[0]
    assert b"Content-Length: 7\r\n" in server.asked[0]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/drip", "too long"),
        ("/drip-body", "too long"),
        ("/silent", "too long"),
        ("/huge", "more than"),
        ("/endless", "more than"),
        ("/short", "does not answer"),
        ("/garbage", "does not answer"),
    ],
)
def test_time_and_size_have_an_end(server: OddServer, path: str, words: str) -> None:
    begun = monotonic()
    with pytest.raises(http.Unreachable, match=words):
        http.fetch(server.url(path), seconds=1)
    assert monotonic() - begun < 2


def test_nobody_there_is_said(server: OddServer) -> None:
    with pytest.raises(http.Unreachable, match="no server called"):
        http.fetch("https://no-such-name.invalid/")
    with odd_server() as gone:
        port = gone.port
    http.install([f"127.0.0.1:{port}"])
    with pytest.raises(http.Unreachable, match="does not answer"):
        http.fetch(f"http://127.0.0.1:{port}/")


ASKING = {"requests", "urllib3", "httpx", "aiohttp", "ftplib", "telnetlib", "pycurl"}
ASKING |= {"urllib.request", "http.client", "xmlrpc.client", "socket", "asyncio"}


def test_no_other_module_asks_other_servers() -> None:
    looked_at, found = 0, set()
    for path in sorted((TOP / "app").rglob("*.py")):
        looked_at += 1
        for node in ast.walk(ast.parse(path.read_text())):
            for name in imported_by(node):
                if name in ASKING or name.partition(".")[0] in ASKING:
                    found.add((str(path.relative_to(TOP)), name))
    assert looked_at > 100
    modules = {path for path, _name in found}
    # jobs.py asks for the name of this host; receiving.py hangs up on those who asked us.
    others = {"app/core/jobs.py", "app/web/cli/receiving.py"}
    assert modules == {"app/core/http.py", *others}
    sockets = ast.parse((TOP / "app/core/jobs.py").read_text())
    used = {
        node.attr
        for node in ast.walk(sockets)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "socket"
    }
    assert used == {"gethostname"}


def imported_by(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        return [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return []
