"""What arrives at a real `flask serve` is bounded however it is sent: in pieces, without a length
or with a false one. Whoever asks afterwards is answered."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import database_of
from tests.faults.serving import Heed, serving

TEN_MEGABYTES = 10 * 1024 * 1024
KIND = b"Content-Type: application/x-www-form-urlencoded\r\n"
HEAD = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n" + KIND


@pytest.fixture(scope="module")
def heed(empty_portal: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Heed]:
    """One for all: what one test sends may keep nobody else waiting."""
    with (
        database_of(tmp_path_factory.mktemp("data"), like=empty_portal) as folder,
        serving(folder) as served,
    ):
        yield served


def connected(heed: Heed) -> socket.socket:
    return socket.create_connection(("127.0.0.1", heed.port), timeout=15)


def told(heed: Heed, *pieces: bytes) -> bytes:
    """The first line of the answer; nothing where the server hangs up."""
    with connected(heed) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
            line.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it has answered before it heard everything
        try:
            return line.recv(64).split(b"\r\n")[0]
        except ConnectionResetError:
            return b""


def chunks(size: int, times: int) -> Iterator[bytes]:
    for _each in range(times):
        yield f"{size:x}\r\n".encode() + b"a" * size + b"\r\n"
    yield b"0\r\n\r\n"


def is_refused(answer: bytes) -> bool:
    return not answer or answer.split(b" ")[1] in (b"400", b"411", b"413", b"501")


def test_a_false_length(heed: Heed) -> None:
    for length in (b"-1", b"1e9", b"x", b"", b"10, 20", b"0x10", b"9" * 400):
        answer = told(heed, HEAD + b"Content-Length: " + length + b"\r\n\r\n", b"email=a")
        assert is_refused(answer), length
    assert heed.is_ready()


def test_two_lengths_or_a_length_and_pieces(heed: Heed) -> None:
    """What two servers in a row would part at different places."""
    twice = b"Content-Length: 7\r\nContent-Length: 8\r\n\r\n"
    both = b"Content-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n"
    odd = b"Transfer-Encoding: chunked, identity\r\n\r\n"
    for lengths in (twice, both, odd):
        answer = told(heed, HEAD + lengths, b"0\r\n\r\n")
        assert is_refused(answer), lengths
    assert heed.is_ready()


def test_ten_megabytes_in_pieces_or_at_once(heed: Heed) -> None:
    size = 64 * 1024
    pieces = chunks(size, TEN_MEGABYTES // size)
    assert is_refused(told(heed, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *pieces))
    length = f"Content-Length: {TEN_MEGABYTES}\r\n\r\n".encode()
    assert is_refused(told(heed, HEAD + length, b"a" * TEN_MEGABYTES))
    assert heed.is_ready()


def test_pieces_that_are_none(heed: Heed) -> None:
    for piece in (b"zz\r\n", b"-5\r\nabc\r\n", b"f" * 40 + b"\r\n", b"5;" + b"x" * 99_999):
        answer = told(heed, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", piece)
        assert is_refused(answer), piece[:20]
    assert heed.is_ready()


def test_a_head_without_end(heed: Heed) -> None:
    for line in (b"X-A: b\r\n" * 5_000, b"X-A: " + b"b" * 100_000):
        assert told(heed, b"GET / HTTP/1.1\r\nHost: a\r\n" + line + b"\r\n").split(b" ")[1:2] in (
            [],
            [b"400"],
            [b"431"],
        )
    assert heed.is_ready()
