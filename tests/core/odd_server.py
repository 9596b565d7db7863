"""A server on loopback that answers each path in its own bad way, and counts who came."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


class OddServer:
    """Every request that came stands in `asked`, as it was sent."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.port: int = line.getsockname()[1]
        self.connections = 0
        self.asked: list[bytes] = []
        self.is_over = Event()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def serve(self) -> None:
        while not self.is_over.is_set():
            try:
                taken, _from = self.line.accept()
            except OSError:
                return
            self.connections += 1
            Thread(target=self._answer, args=[taken], daemon=True).start()

    def _answer(self, taken: socket.socket) -> None:
        with taken, suppress(OSError):
            request = taken.recv(65536)
            while b"\r\n\r\n" not in request and request:
                request += taken.recv(65536)
            self.asked.append(request)
            path = request.split(b" ")[1].decode() if b" " in request else "/"
            ANSWERS.get(path, _well)(self, taken)

    def drip(self, taken: socket.socket, text: bytes) -> None:
        for letter in text:
            taken.sendall(bytes([letter]))
            if self.is_over.wait(0.1):
                return


def _well(_server: OddServer, taken: socket.socket) -> None:
    taken.sendall(HEAD + b"Content-Length: 2\r\n\r\nok")


def _huge(_server: OddServer, taken: socket.socket) -> None:
    taken.sendall(HEAD + b"Content-Length: 50000000\r\n\r\n")
    for _piece in range(50):
        taken.sendall(b"x" * 1_000_000)


def _endless(server: OddServer, taken: socket.socket) -> None:
    taken.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while not server.is_over.is_set():
        taken.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def _led_away(server: OddServer, taken: socket.socket) -> None:
    to = server.url("/secret").encode()
    taken.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + to + b"\r\n\r\n")


ANSWERS: dict[str, Callable[[OddServer, socket.socket], None]] = {
    "/drip": lambda server, taken: server.drip(taken, HEAD + b"Content-Length: 900\r\n\r\n" * 9),
    "/drip-body": lambda server, taken: server.drip(
        taken, HEAD + b"Content-Length: 900\r\n\r\n" + b"x" * 900
    ),
    "/silent": lambda server, _taken: server.is_over.wait(30) and None,
    "/huge": _huge,
    "/endless": _endless,
    "/led-away": _led_away,
    "/short": lambda _server, taken: taken.sendall(HEAD + b"Content-Length: 90\r\n\r\nok"),
    "/garbage": lambda _server, taken: taken.sendall(b"SSH-2.0-OpenSSH_9.9\r\n"),
}


@contextmanager
def odd_server(host: str = "127.0.0.1", port: int = 0) -> Iterator[OddServer]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as line:
        server = OddServer(line)
        thread = Thread(target=server.serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.is_over.set()
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            thread.join(5)
