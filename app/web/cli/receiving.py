"""Gunicorn's threads answer requests that are there in whole; its one loop receives all of them
at once, and drops who is too slow.

Gunicorn's own would let a thread wait for each: eight senders of half a request were enough to
keep everybody else outside.
"""

from __future__ import annotations

import time
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from socket import SHUT_WR
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

from app.web.cli.arriving import Arriving
from app.web.cli.refusing import Plainly, refusal

HEAD_SECONDS = 10
BODY_SECONDS = 20
BODY_BYTES = 16 * 1024
"""That many of a body, or its end, have to come within each BODY_SECONDS: 6.5 kbit/s."""

LINGER_SECONDS = 2
AT_ONCE = 64 * 1024
MOST_KEPT = 256 * 1024 * 1024
"""Bytes of requests on their way in, of one process. Beyond, the largest is given up."""

TOO_SLOW, TOO_MUCH = 408, 503
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class Connection(TConn):
    """One with somebody outside, who sends requests one after the other."""

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self.data_ready = True  # a thread has nothing to wait for
        self.ahead = b""
        self.is_leaving = False

    def expect(self) -> None:
        self.arriving = Arriving(self.cfg, self.client)
        self.next_mark = 1
        self.deadline = time.monotonic() + HEAD_SECONDS

    def take(self, data: bytes) -> None:
        """Nothing is what a socket gives at its end."""
        if not data:
            self.arriving.end()
            return
        self.ahead = self.arriving.take(data)
        if self.arriving.size >= self.next_mark:
            self.next_mark = self.arriving.size + BODY_BYTES
            self.deadline = time.monotonic() + BODY_SECONDS

    def init(self) -> None:
        """Called in the thread, for each request."""
        self.initialized = True
        self.parser = http.get_parser(self.cfg, self.arriving, self.client)

    def may_go_on(self) -> bool:
        """Whether it is certain where the next request begins."""
        return self.arriving.is_used_up() and not self.parser.unreader.buf.getvalue()

    def leave(self) -> None:
        """Say that no more comes, and wait a little for the other side to have read it all."""
        self.is_leaving = True
        self.deadline = time.monotonic() + LINGER_SECONDS
        with suppress(OSError):  # they have left already
            self.sock.shutdown(SHUT_WR)

    def say(self, answer: bytes) -> None:
        with suppress(OSError):
            self.sock.send(answer)


class ReceivingWorker(ThreadWorker):
    is_https = False
    """Whether the portal's address is; set before the web processes begin."""

    def __init__(self, *about: Any, **more: Any) -> None:
        super().__init__(*about, **more)
        self.receiving: set[Connection] = set()

    def accept(self, listener: Any) -> None:
        try:
            sock, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        self._expect(Connection(self.cfg, sock, client, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        """Somebody who waited begins the next request."""
        if conn in self.keepalived_conns:  # made room for others a moment ago, if not
            self.poller.unregister(client)
            self.keepalived_conns.remove(conn)
            self._expect(conn)

    def finish_request(self, conn: Connection, done: Future[Any]) -> None:
        keeps = not done.cancelled() and done.exception() is None and done.result()
        goes_on = keeps and conn.may_go_on()
        conn.arriving.close()
        if conn.sock.fileno() < 0:  # an answer broke off, and gunicorn hung up
            self.nr_conns -= 1
        elif not goes_on:
            conn.leave()
            self._listen(conn)
        elif conn.ahead:
            self._expect(conn)
        else:
            super().finish_request(conn, done)

    def murder_pending(self) -> None:
        """Called at least once a second."""
        now = time.monotonic()
        for conn in list(self.receiving):
            has_begun = conn.arriving.has_begun
            if conn.deadline <= now and has_begun and not conn.is_leaving:
                self._refuse(conn, TOO_SLOW)
            elif conn.deadline <= now or not (self.alive or has_begun):
                self._drop(conn)

    def _expect(self, conn: Connection) -> None:
        conn.expect()
        self._listen(conn)
        if conn.ahead:
            self._take(conn, conn.ahead)
        else:
            self._hear(conn, conn.sock)

    def _listen(self, conn: Connection) -> None:
        conn.sock.setblocking(False)
        self.receiving.add(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self._hear, conn))

    def _hear(self, conn: Connection, sock: Any) -> None:
        if conn not in self.receiving:
            return  # dropped a moment ago
        try:
            data = sock.recv(AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not conn.is_leaving:
            self._take(conn, data)
        elif not data:
            self._drop(conn)

    def _take(self, conn: Connection, data: bytes) -> None:
        try:
            conn.take(data)
        except OSError:  # the disk is full
            self._refuse(conn, TOO_MUCH)
            return
        if conn.arriving.is_ready:
            self._stop_listening(conn)
            self.enqueue_req(conn)
        elif not data:
            self._drop(conn)
        elif conn.arriving.wants_a_nod:
            conn.arriving.wants_a_nod = False
            conn.say(GO_ON)
        if sum(each.arriving.size for each in self.receiving) > MOST_KEPT:
            self._refuse(max(self.receiving, key=lambda each: each.arriving.size), TOO_MUCH)

    def _make_room(self) -> None:
        """Whoever only might ask again goes first, then whoever has the least time left."""
        if self.keepalived_conns:
            conn = self.keepalived_conns.popleft()
            self.poller.unregister(conn.sock)
            self.nr_conns -= 1
            conn.close()
        elif self.receiving:
            self._drop(min(self.receiving, key=lambda each: each.deadline))

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """What gunicorn cannot read, and what broke outside the application. Gunicorn logs the
        address that was asked for, and some hold what lets somebody in."""
        if req is not None:
            req.uri = "(its address is not logged)"
        super().handle_error(req, Plainly(client, is_https=self.is_https), addr, exc)

    def _refuse(self, conn: Connection, status: int) -> None:
        conn.arriving.close()
        more = {"Retry_After": "10"} if status == TOO_MUCH else {}
        conn.say(refusal(status, is_https=self.is_https, **more))
        conn.leave()

    def _drop(self, conn: Connection) -> None:
        self._stop_listening(conn)
        self.nr_conns -= 1
        conn.arriving.close()
        conn.close()

    def _stop_listening(self, conn: Connection) -> None:
        self.receiving.discard(conn)
        self.poller.unregister(conn.sock)
