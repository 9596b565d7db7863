"""One request while it comes in. It is whole before a thread answers it, so that whoever sends a
letter at a time holds up nobody."""

from __future__ import annotations

import re
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import Any, Protocol

from gunicorn.http.body import ChunkedReader
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

from app.ideas.views.bring import LARGEST

IN_MEMORY = 64 * 1024
LONGEST_HEAD = 64 * 1024
LONGEST_LINE = 8 * 1024
HEAD_END = b"\r\n\r\n"
BODY_WORDS = (b"content-length", b"transfer-encoding")
PIECE = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;.*)?\r\n")


class Body(Protocol):
    is_over: bool
    left: int
    """Bytes that are certain to come still."""

    def part_of(self, data: bytes) -> int:
        """How many of these bytes, from their first, are of this body."""


class Length:
    """A body that says how long it is."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.is_over = left == 0

    def part_of(self, data: bytes) -> int:
        part = min(self.left, len(data))
        self.left -= part
        self.is_over = self.left == 0
        return part


class Pieces:
    """A body in pieces, each with its length before it. Only the end is looked for: whether the
    pieces are well formed is gunicorn's to say, so the first that is not ends the body here."""

    def __init__(self) -> None:
        self.is_over = False
        self.left = 0
        self.line = bytearray()
        self.is_past_last = False

    def part_of(self, data: bytes) -> int:
        at = 0
        while at < len(data) and not self.is_over:
            if self.left:
                step = min(self.left, len(data) - at)
                self.left -= step
            else:
                step = (data.find(b"\n", at) + 1 or len(data)) - at
                self._take_line(data[at : at + step])
            at += step
        return at

    def _take_line(self, part: bytes) -> None:
        self.line += part
        if not part.endswith(b"\n"):
            self.is_over = len(self.line) > LONGEST_LINE
            return
        line = bytes(self.line)
        self.line.clear()
        piece = PIECE.fullmatch(line)
        if self.is_past_last:
            self.is_over = line == b"\r\n" or not line.endswith(b"\r\n")
        elif piece is None:
            self.is_over = True
        elif size := int(piece[1], 16):
            self.left = size + len(b"\r\n")
        else:
            self.is_past_last = True


class Arriving:
    """Takes what comes in until a thread may read it as if from a socket, which never waits."""

    def __init__(self, cfg: Any, client: Any) -> None:
        self.cfg = cfg
        self.client = client
        self.head = bytearray()
        self.body: Body | None = None
        self.size = 0
        self.kept = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed in close()
        self.is_ready = False
        self.is_whole = False
        self.wants_a_nod = False

    @property
    def has_begun(self) -> bool:
        return bool(self.head)

    def take(self, data: bytes) -> bytes:
        """Returns what comes after this request."""
        if self.body is None:
            data = self._take_head(data)
        if self.body is None:
            return b""
        part = self.body.part_of(data)
        self._keep(data[:part])
        self.is_whole = self.body.is_over
        if self.is_whole or self.size + self.body.left > LARGEST + LONGEST_HEAD:
            self._hand_over()
        return data[part:]

    def end(self) -> None:
        """The sender says no more. A head alone can be answered, with a refusal."""
        if self.body is not None:
            self._hand_over()

    def recv(self, size: int) -> bytes:
        """What gunicorn's parser calls. Nothing is what a socket gives at its end."""
        return self.kept.read(size)

    def is_used_up(self) -> bool:
        return self.is_whole and self.kept.tell() == self.size

    def close(self) -> None:
        with suppress(OSError):  # the disk is full, still
            self.kept.close()
        self.size = 0

    def _take_head(self, data: bytes) -> bytes:
        looked_at = max(0, len(self.head) - len(HEAD_END) + 1)
        self.head += data
        end = self.head.find(HEAD_END, looked_at)
        if end >= 0:
            end += len(HEAD_END)
            after = bytes(self.head[end:])
            del self.head[end:]
            self._keep(self.head)
            self.body = self._announced()
            return after
        if len(self.head) > LONGEST_HEAD:
            self._keep(self.head)
            self._hand_over()
        return b""

    def _announced(self) -> Body:
        """Read by gunicorn, so that nobody can make the two of us disagree. What it refuses it
        refuses again, in words, when a thread asks it."""
        head = bytes(self.head)
        if not any(word in head.lower() for word in BODY_WORDS):
            return Length(0)
        try:
            request = Request(self.cfg, IterUnreader([head]), self.client)
        except Exception:  # anything it lets out here would end the process
            return Length(0)
        reader = request.body.reader
        body: Body = Pieces() if isinstance(reader, ChunkedReader) else Length(reader.length)
        self.wants_a_nod = request._expected_100_continue and not body.is_over
        return body

    def _keep(self, data: bytes | bytearray) -> None:
        self.kept.write(data)
        self.size += len(data)

    def _hand_over(self) -> None:
        self.is_ready = True
        self.kept.seek(0)
