"""Senders of a letter at a time at a real `flask serve`: they hold up nobody, and are dropped.
Whoever sends slowly but in earnest is answered."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from app.ideas.models import Idea
from app.web.cli.receiving import BODY_SECONDS, HEAD_SECONDS
from tests.bench.signing_in import make_voters
from tests.databases import settings_of
from tests.faults.serving import Heed, serving

SENDERS = 60
ANSWERS_WITHIN = 2.0
MOMENT = 3.0  # how much later than promised somebody may be dropped
HOST = b"Host: 127.0.0.1\r\n"
FORM = HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
HALF_HEAD = b"GET /healthz HTTP/1.1\r\n" + HOST
HALF_BODY = b"POST /sign-in HTTP/1.1\r\n" + FORM + b"Content-Length: 1000\r\n\r\n" + b"email=mart"
HALF_PIECE = (
    b"POST /sign-in HTTP/1.1\r\n" + FORM + b"Transfer-Encoding: chunked\r\n\r\n3e8\r\nemail=mart"
)
HEALTH = HALF_HEAD + b"\r\n"
LAST_HEALTH = HALF_HEAD + b"Connection: close\r\n\r\n"
OK = b'{"status":"ok"}\n'
SLOWLY = 6_000  # bytes a second
MANY = 35 * SLOWLY
PIECES = b"Transfer-Encoding: chunked\r\n"

Connected = Callable[..., list[socket.socket]]


class Vote:
    """A form that only counts when its last letter, too, has arrived."""

    def __init__(self, data_dir: Path, idea: Idea, size: int) -> None:
        (voter,) = make_voters(settings_of(data_dir), 1)
        token = f"&{voter.form}".encode()
        self.path = f"/ideas/{idea.reference}/vote".encode()
        self.cookie = f"Cookie: {voter.cookie}\r\n".encode()
        self.form = b"padding=".ljust(size - len(token), b"a") + token

    def head(self, more: bytes = b"") -> bytes:
        about = self.cookie + FORM + (more or f"Content-Length: {len(self.form)}\r\n".encode())
        return b"POST " + self.path + b" HTTP/1.1\r\n" + about + b"\r\n"


@pytest.fixture
def heed(app: Flask, data_dir: Path) -> Iterator[Heed]:
    with serving(data_dir) as served:
        yield served


@pytest.fixture
def connected(heed: Heed) -> Iterator[Connected]:
    """So many that have each sent this."""
    with ExitStack() as lines:

        def connect(said: bytes = b"", times: int = 1) -> list[socket.socket]:
            address = ("127.0.0.1", heed.port)
            opened = [
                lines.enter_context(socket.create_connection(address, timeout=15))
                for _each in range(times)
            ]
            for line in opened:
                line.sendall(said)
            return opened

        yield connect


def test_nobody_is_held_up(heed: Heed, connected: Connected) -> None:
    """By many who have sent half of something, by those who stay after their answer, and by more
    than there are places for: all of them at once, each kind on top of those before."""
    many_bytes = b"GET /healthz HTTP/1.1\r\nContent-Length: 1000000000\r\n" + HOST + b"\r\n"
    for kinds, times in (
        ((HALF_HEAD, HALF_BODY, HALF_PIECE), SENDERS),
        ((LAST_HEALTH, many_bytes, b"nonsense\r\n\r\n"), SENDERS),
        ((HEALTH, HALF_HEAD), 500),
    ):
        for said in kinds:
            connected(said, times)
        assert slowest_of(heed, 20) < ANSWERS_WITHIN


def test_one_line_takes_one_request_after_the_other(connected: Connected) -> None:
    (line,) = connected(HEALTH)
    assert answer_on(line).endswith(OK)
    line.sendall(HEALTH + HEALTH)
    assert answer_on(line).endswith(OK)
    assert answer_on(line).endswith(OK)
    line.sendall(LAST_HEALTH)
    assert answer_on(line).endswith(OK)
    assert line.recv(1) == b""


def test_a_form_letter_by_letter(data_dir: Path, idea: Idea, connected: Connected) -> None:
    vote = Vote(data_dir, idea, 300)
    cuts = [vote.form[:200], vote.form[200:], b""]
    pieces = b"".join(b"%x;a=b\r\n%b\r\n" % (len(cut), cut) for cut in cuts)
    for sent in (vote.head() + vote.form, vote.head(PIECES) + pieces):
        (line,) = connected()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for letter in sent:
            line.sendall(bytes([letter]))

        assert answer_on(line).startswith(b"HTTP/1.1 303 ")
        line.sendall(LAST_HEALTH)
        assert answer_on(line).endswith(OK), "and the line goes on"


def test_who_waits_for_a_nod_gets_it(data_dir: Path, idea: Idea, connected: Connected) -> None:
    vote = Vote(data_dir, idea, 300)
    length = f"Content-Length: {len(vote.form)}\r\n".encode()
    (line,) = connected(vote.head(length + b"Expect: 100-continue\r\n"))
    assert line.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
    line.sendall(vote.form)

    assert b"HTTP/1.1 303 " in answer_on(line)


@pytest.mark.prove
def test_whoever_is_too_slow_is_dropped(connected: Connected) -> None:
    """Silent or with a letter a second; the one who never said anything gets no answer either."""
    began = time.monotonic()
    (nothing,) = connected()
    heads, bodies, pieces = (connected(half, 2) for half in (HALF_HEAD, HALF_BODY, HALF_PIECE))
    left = [nothing, *heads, *bodies, *pieces]
    ended: dict[socket.socket, tuple[bytes, float]] = {}
    while left and time.monotonic() < began + BODY_SECONDS + 2 * MOMENT:
        for line in select.select(left, [], [], 1)[0]:
            ended[line] = line.recv(100), time.monotonic() - began
            left.remove(line)
        for _silent, busy in (heads, bodies, pieces):
            if busy in left:
                busy.sendall(b"X")

    print("dropped after", ", ".join(f"{after:.1f} s" for _said, after in ended.values()))
    assert not left
    assert ended[nothing][0] == b""
    for line, (said, after) in ended.items():
        promised = HEAD_SECONDS if line in (nothing, *heads) else BODY_SECONDS
        assert promised <= after < promised + MOMENT
        assert line is nothing or said.startswith(b"HTTP/1.1 408 ")


@pytest.mark.prove
def test_a_slow_line_gets_through(data_dir: Path, idea: Idea, connected: Connected) -> None:
    """It takes longer than any one deadline, at some seven times the least pace."""
    vote = Vote(data_dir, idea, MANY)
    (line,) = connected(vote.head())
    began = time.monotonic()
    for at in range(0, MANY, SLOWLY):
        line.sendall(vote.form[at : at + SLOWLY])
        is_answered, _, _ = select.select([line], [], [], 1)
        assert not is_answered or at + SLOWLY >= MANY

    assert answer_on(line).startswith(b"HTTP/1.1 303 ")
    assert time.monotonic() - began > BODY_SECONDS


def slowest_of(heed: Heed, times: int) -> float:
    taken = []
    for _each in range(times):
        began = time.monotonic()
        assert heed.ask("/healthz") == (200, OK.decode())
        taken.append(time.monotonic() - began)
    print(f"slowest of {times}: {max(taken) * 1000:.0f} ms")
    return max(taken)


def answer_on(line: socket.socket) -> bytes:
    """The next answer in whole, with what was said before it."""
    said = b""
    while b"\r\n\r\n" not in said or said.count(b"\r\n\r\n") == said.count(b" 100 Continue"):
        said += heard(line)
    head, _, body = said.rpartition(b"\r\n\r\n")
    length = next(
        int(field.split(b":")[1])
        for field in head.lower().split(b"\r\n")
        if field.startswith(b"content-length:")
    )
    while len(body) < length:
        body += heard(line)
    return head + b"\r\n\r\n" + body


def heard(line: socket.socket) -> bytes:
    data = line.recv(1)
    assert data, "hung up"
    return data
