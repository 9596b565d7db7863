"""What the loop of `flask serve` does with what comes in, with one web process in a thread here and
an application that says what it was sent."""

from __future__ import annotations

import logging
import os
import resource
import select
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from itertools import pairwise
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.web.headers import ALWAYS
from app.web.cli import arriving, receiving
from app.web.cli.arriving import IN_MEMORY, LARGEST, LONGEST_HEAD, Arriving
from app.web.cli.receiving import ReceivingWorker

PLACES = 12
CLIENT = ("127.0.0.1", 1)
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
PIECES = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
HALF = b"POST / HTTP/1.1\r\nHost: a\r\n"
GIVES_UP_WITHIN = 5.0

Connect = Callable[..., socket.socket]


def post(body: bytes, length: int | None = None) -> bytes:
    said = len(body) if length is None else length
    return HALF + f"Content-Length: {said}\r\n\r\n".encode() + body


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/breaks":
        return breaking(start)
    if environ["PATH_INFO"].startswith("/fails/"):
        raise RuntimeError("on purpose")
    body = environ["wsgi.input"].read()
    told = f"{len(body)} bytes, {body[:20].decode('ascii', 'replace')}".encode()
    start("200 OK", [("Content-Length", str(len(told)))])
    return [told]


def breaking(start: Callable[..., Any]) -> Iterator[bytes]:
    start("200 OK", [("Content-Length", "1000")])
    yield b"as far as this"
    raise RuntimeError("on purpose")


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Connections to one web process, each of which has said this already."""
    cfg = Config()
    settings = {"threads": 2, "worker_connections": PLACES, "keepalive": 15, "loglevel": "critical"}
    for name, value in settings.items():
        cfg.set(name, value)
    with ExitStack() as ending:
        listener = ending.enter_context(socket.create_server(("127.0.0.1", 0)))
        worker = ReceivingWorker(1, os.getppid(), [listener], None, 30, cfg, Logger(cfg))
        worker.wsgi = application
        worker.tpool = worker.get_thread_pool()
        worker.poller = selectors.DefaultSelector()
        worker.method_queue.init()
        loop = threading.Thread(target=worker.run)
        loop.start()

        def connected(said: bytes = b"") -> socket.socket:
            assert loop.is_alive()
            line = socket.create_connection(listener.getsockname(), timeout=GIVES_UP_WITHIN)
            ending.enter_context(line)
            line.sendall(said)
            return line

        yield connected
        assert loop.is_alive(), "whatever came in, it goes on"
        worker.handle_exit(None, None)
    loop.join()
    worker.tmp.close()


def heard(line: socket.socket) -> bytes:
    """All that is said until the other side hangs up."""
    said = b""
    while data := line.recv(1000):
        said += data
    return said


def answer(line: socket.socket) -> bytes:
    """The next answer's body, as this application answers."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += line.recv(1) or pytest.fail(f"hung up after {head!r}")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
    return line.recv(int(length), socket.MSG_WAITALL)


def test_what_fails_is_logged_without_its_address(connect: Connect) -> None:
    kept: list[str] = []
    handler, log = logging.Handler(), logging.getLogger("gunicorn.error")
    handler.emit = lambda record: kept.append(handler.format(record))  # type: ignore[method-assign]
    log.addHandler(handler)
    log.setLevel(logging.ERROR)
    try:
        said = heard(connect(b"GET /fails/a-secret?b=another HTTP/1.1\r\nHost: a\r\n\r\n"))
    finally:
        log.removeHandler(handler)
    assert said.startswith(b"HTTP/1.1 500 ")
    assert "Error handling request" in kept[0]
    assert "on purpose" in kept[0]
    assert "secret" not in kept[0]
    assert "another" not in kept[0]


LONG = b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"
WORDS = b"<script>alert(1)</script>"
REFUSED = {
    408: HALF,
    414: LONG,
    400: b"GET / HTTP/1.1\r\nHost: a\r\n" + WORDS + b": x\r\n\r\n",
}


@pytest.mark.parametrize("is_https", [False, True])
@pytest.mark.parametrize("status", REFUSED)
def test_a_refusal_before_the_application_carries_the_same_headers(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, status: int, is_https: bool
) -> None:
    monkeypatch.setattr(receiving, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(ReceivingWorker, "is_https", is_https)
    refused = heard(connect(REFUSED[status]))
    head, _end, body = refused.decode().partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ")
    lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    assert {name: lines.get(name) for name in ALWAYS} == ALWAYS
    assert lines["Content-Type"] == "text/plain; charset=utf-8"
    assert int(lines["Content-Length"]) == len(body) > 1
    assert ("Strict-Transport-Security" in lines) is is_https
    assert "script" not in body
    assert "Server" not in lines


def test_whoever_is_too_slow_is_dropped(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(receiving, "BODY_SECONDS", 0.2)

    nothing = connect()
    pieces = (PIECES + b"3e8\r\nab", PIECES + b"2\r\nab\r\n0\r\nA: b")
    halves = [connect(half) for half in (HALF, post(b"ab", 1000), *pieces)]

    assert heard(nothing) == b"", "who never said anything hears nothing"
    for half in halves:
        assert heard(half).startswith(b"HTTP/1.1 408 ")


def test_a_letter_now_and_then_is_too_slow(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(receiving, "BODY_SECONDS", 0.5)
    began = time.monotonic()
    left = [connect(half) for half in (HALF, post(b"ab", 1000), PIECES + b"3e8\r\nab")]
    while left and time.monotonic() < began + GIVES_UP_WITHIN:
        for line in select.select(left, [], [], 0.05)[0]:
            assert line.recv(100).startswith(b"HTTP/1.1 408 ")
            left.remove(line)
        for line in left:
            line.sendall(b"a")
    assert not left


def test_when_too_much_is_kept_the_largest_is_given_up(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_KEPT", 500_000)
    large = connect(post(b"a" * 400_000, 900_000))
    small = connect(post(b"b" * 150_000, 150_010))

    refused = heard(large)
    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nRetry-After: 10\r\n" in refused
    assert b"\r\nContent-Security-Policy: default-src 'none'" in refused
    small.sendall(b"b" * 10)
    assert answer(small).startswith(b"150010 bytes")


@pytest.mark.parametrize("ends_by_itself", [False, True], ids=["more to come", "the line ends"])
def test_a_full_disk_refuses_what_is_too_large_for_memory(
    connect: Connect, ends_by_itself: bool
) -> None:
    """No file may grow beyond a limit meanwhile, which fails as a full disk does."""
    as_before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (IN_MEMORY, as_before[1]))
    try:
        line = connect(post(b"a" * (IN_MEMORY + 1), 400_000))
        if ends_by_itself:
            line.shutdown(socket.SHUT_WR)
        else:
            line.sendall(b"a" * 200_000)
        assert heard(line).startswith(b"HTTP/1.1 503 ")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, as_before)
    assert answer(connect(GET)) == b"0 bytes, "


def test_when_all_places_are_taken_the_longest_waiting_makes_room(connect: Connect) -> None:
    waiting = connect(GET)
    assert answer(waiting)
    halves = [connect(HALF) for _each in range(PLACES - 1)]
    assert heard(waiting) == b"", "who only might ask again is the first to go"

    halves += [connect(HALF) for _each in range(2)]
    assert heard(halves[0]) == heard(halves[1]) == b""
    for half in halves[2:]:
        half.sendall(b"\r\n")
        assert answer(half) == b"0 bytes, "


def test_what_is_larger_than_anything_allowed_is_answered_at_once(connect: Connect) -> None:
    """It is for the application to refuse; what is still to come is not the next request."""
    line = connect(post(b"a" * 10, LARGEST + LONGEST_HEAD))
    assert answer(line) == b"10 bytes, aaaaaaaaaa"
    line.sendall(GET)
    assert heard(line) == b""

    assert heard(connect(PIECES + b"%x\r\nab" % (LARGEST + LONGEST_HEAD))) == b""


def test_pieces_that_come_to_more_than_anything_allowed(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "LARGEST", 1000)
    piece = b"3e8\r\n" + b"a" * 1000 + b"\r\n"
    assert heard(connect(PIECES + piece * (2 + LONGEST_HEAD // 1000))) == b""


@pytest.mark.parametrize(
    "pieces", [b"zz\r\n", b"1;" + b"x" * 9000, b"0\r\nA: b\n"], ids=["size", "line", "trailer"]
)
def test_pieces_that_are_none_are_refused_at_once(connect: Connect, pieces: bytes) -> None:
    assert heard(connect(PIECES + pieces)).startswith(b"HTTP/1.1 400 ")


def test_an_answer_that_breaks_off_breaks_nothing_else(connect: Connect) -> None:
    said = heard(connect(b"GET /breaks HTTP/1.1\r\nHost: a\r\n\r\n"))
    assert said.endswith(b"as far as this")
    assert answer(connect(GET))


def test_all_at_once_is_answered_in_turn(connect: Connect) -> None:
    whole = PIECES + b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nA: b\r\n\r\n"
    line = connect(post(b"first") + whole + GET + post(b"last"))
    answers = [answer(line) for _each in range(4)]
    assert answers == [b"5 bytes, first", b"5 bytes, abcde", b"0 bytes, ", b"4 bytes, last"]


def test_half_a_body_and_no_more_is_passed_on(connect: Connect) -> None:
    """The application knows better what is missing. The line ends with it."""
    line = connect(post(b"half", 8))
    line.shutdown(socket.SHUT_WR)
    assert heard(line).endswith(b"4 bytes, half")


@given(
    pieces=st.lists(st.binary(min_size=1, max_size=40), max_size=4),
    after=st.binary(max_size=20),
    cuts=st.lists(st.integers(0, 300), max_size=6),
)
def test_pieces_end_where_gunicorn_says(pieces: list[bytes], after: bytes, cuts: list[int]) -> None:
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    with closing(Arriving(Config(), CLIENT)) as request:
        assert after_all_of(request, PIECES + body + after, cuts) == after
        assert request.is_whole
        assert body_of(request) == b"".join(pieces)
        assert request.is_used_up()


@given(body=st.text("0123af;\r\n xX\0\xff").map(lambda text: text.encode("latin-1")))
@example(body=b"f" * 40 + b"\r\n")
@example(body=b"0\r\n\n\r\n\r\n")
@example(body=b"1;" + b"x" * 9000)
def test_what_are_no_pieces_ends_the_line(body: bytes) -> None:
    """Where gunicorn finds a body in it, it is the same one."""
    with closing(Arriving(Config(), CLIENT)) as request:
        request.take(PIECES + body)
        request.end()
        with suppress(ParseException, OSError):
            body_of(request)
            assert request.is_whole
            assert request.is_used_up()


def after_all_of(request: Arriving, data: bytes, cuts: list[int]) -> bytes:
    """What of the data, which comes in cut there, is of the next request."""
    after = b""
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for start, end in pairwise(edges):
        part = data[start:end]
        after += part if request.is_ready else request.take(part)
    return after


def body_of(request: Arriving) -> bytes:
    parser = RequestParser(Config(), request, CLIENT)
    body: bytes = next(parser).body.read()
    assert not parser.unreader.buf.getvalue()
    return body
